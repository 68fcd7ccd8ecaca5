from collections.abc import Iterator
from pathlib import Path

import pytest

from api.report.folder import ReportFolderError, claim, publish

NAME = f"{'0a' * 32}.jpg"
OTHER = f"{'1b' * 32}.jpg"


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    with claim(tmp_path / "a" / "b"):
        assert publish(tmp_path / "a" / "b", ["<p>", "hello"], set()).read_text() == "<p>hello"


def test_a_folder_of_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ReportFolderError, match="not a Lookalike report"), claim(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hits.csv").write_text("")
    with pytest.raises(ReportFolderError, match="is a file"), claim(tmp_path / "hits.csv"):
        pass


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    with (
        claim(tmp_path / "r"),
        pytest.raises(ReportFolderError, match="being written"),
        claim(tmp_path / "r"),
    ):
        pass
    with claim(tmp_path / "r"):  # and the first one has let go
        pass


def test_only_pictures_that_a_report_wrote_are_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    with claim(folder):
        for name in (NAME, OTHER, f"{OTHER}.partial", "mine.jpg"):
            (folder / "images" / name).write_bytes(b"")
        (folder / "notes.txt").write_text("to do")
        publish(folder, ["page"], {NAME})
    assert {path.name for path in (folder / "images").iterdir()} == {NAME, "mine.jpg"}
    assert (folder / "notes.txt").read_text() == "to do"


def test_a_page_that_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "new"
        raise RuntimeError

    with claim(tmp_path / "r"):
        page = publish(tmp_path / "r", ["old"], set())
        with pytest.raises(RuntimeError):
            publish(tmp_path / "r", broken(), set())
    assert page.read_text() == "old"
