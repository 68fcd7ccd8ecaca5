"""Marks from files: in all of their colours, in another, and what is wrong with the others."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.synthetic.marks import load_marks
from training.pictures.logos import mark_groups, training_marks
from training.pictures.looks import WorkedMark
from training.pictures.mark_files import MarkFileError, PaintedMark, read_marks

_RED, _BLUE, _GREEN = (220, 20, 30), (20, 40, 200), (10, 160, 60)
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" fill="none">'
_TWO = (
    f'{_HEAD}<path fill="#dc141e" d="M0 0h12v10H0z"/>'
    '<path fill="#1428c8" d="M12 0h8v10h-8z"/></svg>'
)
_ONE = f'{_HEAD}<circle cx="10" cy="5" r="5" fill="#0aa03c"/></svg>'
_ICONS = {
    "prefix": "own",
    "icons": {
        "drop": {"body": '<path fill="#0aa03c" d="M0 0h8v8H0z"/>', "width": 8},
        "plain": {"body": '<path fill="#1428c8" d="M0 0h16v8H0z"/>'},
        "void": {"body": ""},
    },
    "height": 8,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "zwei-farben.svg").write_text(_TWO)
    (tmp_path / "logos" / "dot.svg").write_text("\ufeff" + _ONE)
    (tmp_path / "icons.json").write_text(json.dumps(_ICONS))
    (tmp_path / "package.json").write_text('{"name": "logos"}')
    (tmp_path / "README.md").write_text("<svg>")
    return tmp_path


def _inks(picture: Image.Image) -> set[tuple[int, ...]]:
    pixels = np.asarray(picture).reshape(-1, 4)
    found, counts = np.unique(pixels[pixels[:, 3] == 255][:, :3], axis=0, return_counts=True)
    return {tuple(ink) for ink in found[counts > 0.02 * counts.sum()].tolist()}


def test_marks_are_read_from_svg_and_from_sets_of_icons(folder: Path) -> None:
    refused: list[MarkFileError] = []
    marks = {mark.name: mark for mark in read_marks(folder, refused.append)}
    assert marks.keys() == {"zwei-farben", "dot", "drop", "plain"}
    assert (marks["zwei-farben"].title, marks["zwei-farben"].brand) == ("zwei farben", "zwei")
    assert {name: mark.colour for name, mark in marks.items()} == {
        "zwei-farben": _RED, "dot": _GREEN, "drop": _GREEN, "plain": _BLUE,
    }  # fmt: skip
    assert [mark.name for mark in marks.values() if mark.several] == ["zwei-farben"]
    assert marks["drop"].render(64).size == (64, 64)
    assert marks["plain"].render(64).size == (64, 32)
    assert [str(error).partition(": ")[2] for error in refused] == ["void: it shows nothing"]


def test_own_colours_stay_and_another_leaves_two_tones() -> None:
    two, one = PaintedMark.of("two", _TWO), PaintedMark.of("one", _ONE)
    assert _inks(two.render(80)) == _inks(two.render(80, _RED)) == {_RED, _BLUE}
    assert _inks(one.render(80)) == {_GREEN}
    for ink in ((0, 0, 0), (255, 255, 255), _GREEN):
        tones = _inks(two.render(80, ink))
        assert len(tones) == 2
        assert ink in tones
        assert _inks(one.render(80, ink)) == {ink}
        assert two.render(80, ink).getchannel("A") == two.render(80).getchannel("A")


def test_a_printed_look_keeps_the_colours() -> None:
    worked = WorkedMark.of(PaintedMark.of("two", _TWO), "printed", 0)
    assert _inks(worked.render(80)) == {_RED, _BLUE}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bad.svg", b"<svg", "bad: "),
        ("empty.svg", b"", "empty: "),
        ("blank.svg", f"{_HEAD}</svg>".encode(), "shows nothing"),
        ("photo.svg", f'{_HEAD}<image href="/etc/passwd"/></svg>'.encode(), "picture in it"),
        ("large.svg", f"{_HEAD}<!--{'x' * 300_000}--></svg>".encode(), "longer than"),
        ("latin.svg", b"<svg>\xe9</svg>", "utf-8"),
        ("set.json", b'{"icons": {"a": {"body": 3}, "b": 4}', "set.json"),
        ("set.json", b'{"icons": {"b": 4}}', "b: it shows nothing"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_read(
    name: str, content: bytes, reason: str, folder: Path
) -> None:
    (folder / name).write_bytes(content)
    refused: list[MarkFileError] = []
    assert len(read_marks(folder, refused.append)) == 4
    (error,) = (error for error in refused if name in str(error))
    assert reason in str(error)


def test_marks_of_untouched_brands_are_left_out_and_others_replace_those_of_their_name() -> None:
    held_back = next(iter(load_marks("calibration").values()))
    shared = next(iter(load_marks("training")))
    names = ("nike-swoosh", held_back.name, shared, "no-such-brand")
    given = [PaintedMark.of(name, _TWO) for name in names]
    taken = {mark.name: mark for mark in training_marks(given)}
    assert [name for name in names if isinstance(taken.get(name), PaintedMark)] == [*names[2:]]
    assert taken.keys() == {mark.name for mark in training_marks()} | {"no-such-brand"}


def test_groups_never_mix_splits() -> None:
    marks = list(load_marks("training").values())[:60]
    groups = mark_groups(marks, lambda mark: "early" if mark.name < "ak" else "late")
    assert groups["early"]
    assert groups["late"]
    assert all(mark.name < "ak" for group in groups["early"] for mark in group)
    assert all(mark.name >= "ak" for group in groups["late"] for mark in group)
