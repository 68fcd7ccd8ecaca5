"""Plans: what is held out is never trained on, and nothing of the built-in example is in them."""

from collections import defaultdict
from pathlib import Path

import pytest

from data.synthetic.designs import FAMILIES
from data.synthetic.marks import Silhouettes, load_marks
from training.pictures.designs import HELD_OUT_FAMILIES
from training.pictures.plan import Group, Recipe, plan_shards


def groups_of(recipe: Recipe) -> list[Group]:
    return [group for shard in plan_shards(recipe) for group in shard.groups]


@pytest.fixture(scope="module")
def groups() -> list[Group]:
    return groups_of(Recipe(0, designs=8 * 10 * len(FAMILIES), logos=3000, photographs=800))


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


def test_every_group_has_its_own_name(groups: list[Group]) -> None:
    assert len({group.name for group in groups}) == len(groups)


def test_marks_are_there_once_and_not_those_of_the_built_in_example(groups: list[Group]) -> None:
    marks = [mark.name for group in groups for mark in group.marks]
    assert len(marks) > 1000
    assert len(set(marks)) == len(marks)
    assert load_marks("demo").keys().isdisjoint(marks)


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
