"""Plans: what is held out is never trained on, and nothing of the built-in example is in them."""

from collections import defaultdict
from pathlib import Path

import pytest

from data.synthetic.designs import FAMILIES
from data.synthetic.marks import Silhouettes, load_marks
from data.synthetic.package_forms import FORMS
from training.pictures.designs import HELD_OUT_FAMILIES
from training.pictures.mark_files import PaintedMark
from training.pictures.plan import Group, Recipe, plan_shards


def groups_of(recipe: Recipe) -> list[Group]:
    return [group for shard in plan_shards(recipe) for group in shard.groups]


@pytest.fixture(scope="module")
def groups() -> list[Group]:
    recipe = Recipe(0, designs=8 * 10 * len(FAMILIES), logos=3000, photographs=800, packages=800)
    return groups_of(recipe)


def test_whole_families_and_some_designs_of_the_others_are_held_out(groups: list[Group]) -> None:
    splits = defaultdict(list)
    for group in groups:
        if group.source == "design":
            splits[group.category].append(group.split)
    assert splits.keys() == FAMILIES.keys()
    for family, found in splits.items():
        if family in HELD_OUT_FAMILIES:
            assert set(found) == {"held_out"}
        else:
            assert 0.05 < found.count("held_out") / len(found) < 0.2
    assert not HELD_OUT_FAMILIES.isdisjoint(FAMILIES)


def test_logos_and_photographs_are_held_out_too(groups: list[Group]) -> None:
    for category in ("mark", "emblem", "tile", "scene", "goods", "layout"):
        assert {g.split for g in groups if g.category == category} == {"train", "held_out"}


def test_one_in_ten_groups_of_packages_of_every_form_is_held_out(groups: list[Group]) -> None:
    for form in FORMS:
        splits = [g.split for g in groups if g.source == "packaging" and g.category == form]
        assert splits.count("held_out") == len(splits) / 10


def test_packages_alone_can_be_planned() -> None:
    shards = plan_shards(Recipe(0, designs=0, logos=0, photographs=0, packages=400))
    assert [shard.name for shard in shards] == ["packaging-000.tar", "packaging-001.tar"]
    assert sum(len(shard.groups) for shard in shards) == 100


def test_every_group_has_its_own_name(groups: list[Group]) -> None:
    assert len({group.name for group in groups}) == len(groups)


def test_marks_are_there_once_and_no_others_than_for_training(groups: list[Group]) -> None:
    marks = [mark.name for group in groups for mark in group.marks]
    assert len(marks) > 900
    assert len(set(marks)) == len(marks)
    for split in ("demo", "calibration"):
        assert load_marks(split).keys().isdisjoint(marks)


def test_no_brand_is_both_trained_on_and_held_out(groups: list[Group]) -> None:
    brands = {
        split: {mark.brand for group in groups if group.split == split for mark in group.marks}
        for split in ("train", "held_out")
    }
    assert brands["train"].isdisjoint(brands["held_out"])
    assert 0.05 < len(brands["held_out"]) / len(brands["train"]) < 0.2


def test_more_marks_are_planned_beside_the_others(groups: list[Group]) -> None:
    more = PaintedMark.of(
        "nobodys-bars",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        '<path fill="red" d="M1 0h3v16H1z"/><path fill="blue" d="M9 0h3v16H9z"/></svg>',
    )
    recipe = Recipe(0, designs=0, logos=3000, photographs=0)
    planned = [group for shard in plan_shards(recipe, [more]) for group in shard.groups]
    (with_it,) = (group for group in planned if more in group.marks)
    assert with_it.category == "mark"
    assert len([g for g in planned if g.marks]) <= len([g for g in groups if g.marks]) + 1


def test_marks_of_a_group_are_alike_but_not_the_same(groups: list[Group]) -> None:
    first, second = (g.marks for g in groups if g.marks and g.number < 4)
    shapes, others = Silhouettes.of(first), Silhouettes.of(second)
    within = shapes.overlap(shapes)[0, 1:]
    assert within.mean() > shapes.overlap(others)[0].mean()
    assert within.max() < 0.86


def test_tiles_of_photographs_are_there_once(groups: list[Group]) -> None:
    tiles = [(g.tiles[0], place) for g in groups if g.tiles for place in g.tiles[1]]
    assert tiles
    assert len(set(tiles)) == len(tiles)


def test_a_shard_is_made_again_when_anything_it_follows_from_changes(tmp_path: Path) -> None:
    recipe = Recipe(0, 8, 0, 0)
    (shard,) = plan_shards(recipe)
    (more,) = plan_shards(Recipe(0, 12, 0, 0))
    (tmp_path / "a.jpg").touch()
    hashes = {
        shard.recipe_hash(recipe, "program"),
        shard.recipe_hash(recipe, "changed program"),
        shard.recipe_hash(Recipe(1, 8, 0, 0), "program"),
        shard.recipe_hash(Recipe(0, 8, 0, 0, side=64), "program"),
        shard.recipe_hash(Recipe(0, 8, 0, 0, backgrounds=tmp_path), "program"),
        more.recipe_hash(recipe, "program"),
    }
    assert len(hashes) == 6
