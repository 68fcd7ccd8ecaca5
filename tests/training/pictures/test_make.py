"""Making shards: the same bytes however they are made, and nothing twice."""

import io
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.pictures.contact_sheet import contact_sheet
from training.pictures.make import MakeError, make
from training.pictures.mark_files import MarkFileError
from training.pictures.photographs import PhotographError
from training.pictures.plan import Recipe
from training.pictures.shards import ShardSet, open_shards

pytestmark = pytest.mark.usefixtures("opengl")

_RECIPE = Recipe(seed=5, designs=4, logos=0, photographs=4, side=128)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shards")
    assert make(_RECIPE, out, workers=1).made == 2
    return out


@pytest.fixture(scope="module")
def shards(folder: Path) -> ShardSet:
    return open_shards(folder)


def test_every_instance_has_pictures_in_several_styles(shards: ShardSet) -> None:
    assert len(shards) == 40
    assert set(Counter(info.instance for info in shards.pictures).values()) == {5}
    assert len({info.group for info in shards.pictures}) == 2
    design = {info.style for info in shards.pictures if info.source == "design"}
    assert design == {"photo", "drawing"}
    photograph = {info.style for info in shards.pictures if info.source == "photograph"}
    assert photograph == {"photo", "edited", "mixed"}


def test_pictures_are_jpeg_of_the_wanted_size_and_all_differ(shards: ShardSet) -> None:
    payloads = [shards.payload(number) for number in range(len(shards))]
    assert len(set(payloads)) == len(payloads)
    for info, payload in zip(shards.pictures, payloads, strict=True):
        with Image.open(io.BytesIO(payload)) as picture:
            assert (picture.format, picture.mode) == ("JPEG", "RGB")
            # Some edits leave less than that.
            assert max(picture.size) == 128 or (info.style == "edited" and max(picture.size) < 128)
            pixels = np.asarray(picture)
        assert pixels.std() > 2, info
        if info.style == "drawing":
            # Lines on white paper.
            assert (pixels > 240).mean() > 0.6
            assert pixels.min() < 120


def test_two_workers_make_the_same_bytes_as_one(folder: Path, tmp_path: Path) -> None:
    assert make(_RECIPE, tmp_path, workers=2).made == 2
    for path in folder.glob("*.tar"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_after_an_interruption_only_what_is_missing_is_made(folder: Path, tmp_path: Path) -> None:
    # What is left behind when the program is killed, and when the disk was full.
    (tmp_path / ".design-000.tar.77").write_bytes(b"half a shard")
    whole = {path.name: path.read_bytes() for path in folder.glob("*.tar")}
    (tmp_path / "design-000.tar").write_bytes(whole["design-000.tar"])
    (tmp_path / "photograph-000.tar").write_bytes(whole["photograph-000.tar"][:20_000])
    outcome = make(_RECIPE, tmp_path, workers=1)
    assert (outcome.made, outcome.kept) == (1, 1)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.tar*")} == whole
    assert not list(tmp_path.glob(".*.tar.*"))


def test_a_folder_with_other_shards_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo-000.tar").touch()
    with pytest.raises(MakeError, match=r"logo-000\.tar"):
        make(_RECIPE, tmp_path, workers=1)


def test_an_empty_folder_of_backgrounds_is_refused(tmp_path: Path) -> None:
    recipe = Recipe(5, 4, 0, 0, backgrounds=tmp_path)
    with pytest.raises(MakeError, match="no photographs"):
        make(recipe, tmp_path / "out", workers=1)


def test_a_folder_without_marks_is_refused_and_says_what_is_wrong_with_them(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg")
    refused: list[MarkFileError] = []
    with pytest.raises(MakeError, match="there are no marks"):
        make(Recipe(5, 0, 4, 0, marks=tmp_path), tmp_path / "out", workers=1, refuse=refused.append)
    assert "logo.svg" in str(refused[0])


def test_a_background_that_is_no_photograph_is_named(tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_text("not a photograph")
    recipe = Recipe(5, 0, 0, 4, backgrounds=tmp_path)
    with pytest.raises(PhotographError, match=r"note\.jpg"):
        make(recipe, tmp_path / "out", workers=1)


def test_a_contact_sheet_shows_a_row_for_every_group(shards: ShardSet) -> None:
    sheet = contact_sheet(shards, seed=1)
    assert sheet.width == 1480
    rows = np.asarray(sheet.convert("L")).reshape(2, -1, 1480)
    assert all(row.std() > 20 for row in rows)
