"""Pictures that an owner has labelled."""

from pathlib import Path

import pytest
from PIL import Image

from training.learning.source import LabelError, read_labelled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.png", "b.png"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    return tmp_path


def _write(folder: Path, text: str) -> Path:
    (folder / "pairs.csv").write_text(text)
    return folder / "pairs.csv"


def test_rows_become_pictures(folder: Path) -> None:
    rows = "image,instance,group,style,split\na.png,one,g,drawing,held_out\nb.png,two,,,\n"
    labelled = read_labelled(_write(folder, rows))
    first, second = labelled.pictures
    assert (first.instance, first.group, first.style, first.split) == (
        "one",
        "g",
        "drawing",
        "held_out",
    )
    assert (second.group, second.style) == ("two", "photo")
    assert labelled.payload(1) == (folder / "b.png").read_bytes()


def test_a_tenth_of_the_groups_is_held_out_where_nothing_is_said(folder: Path) -> None:
    rows = "".join(f"a.png,{i}-{j},g{i}\n" for i in range(300) for j in range(2))
    pictures = read_labelled(_write(folder, "image,instance,group\n" + rows)).pictures
    split = {info.group: info.split for info in pictures}
    assert all(split[info.group] == info.split for info in pictures)
    assert 15 < list(split.values()).count("held_out") < 50


def test_the_digest_follows_the_pictures(folder: Path) -> None:
    manifest = _write(folder, "image,instance\na.png,one\n")
    before = read_labelled(manifest).digest
    assert read_labelled(manifest).digest == before
    Image.new("RGB", (8, 8), "red").save(folder / "a.png")
    assert read_labelled(manifest).digest != before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("image,instance\na.png,one\nc.png,two\n", "line 3: there is no file .*c.png"),
        ("image,instance\na.png,\n", "line 2: both image and instance"),
        ("image,instance,split\na.png,one,test\n", "line 2: split is 'test'"),
        ("", "no rows"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, text: str, complaint: str) -> None:
    with pytest.raises(LabelError, match=complaint):
        read_labelled(_write(folder, text))


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"pairs\.csv can't be read"):
        read_labelled(tmp_path / "pairs.csv")
