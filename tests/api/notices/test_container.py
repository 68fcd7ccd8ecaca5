import io
import zipfile
from pathlib import Path

from api.notices.container import Container, Member, directory


def test_any_unpacking_program_reads_it() -> None:
    container = Container()
    files = {"notice.json": b"{}", "images/a.jpg": b"\xff\xd8" * 100, "empty": b""}
    pieces = [piece for name, payload in files.items() for piece in container.add(name, payload)]
    with zipfile.ZipFile(io.BytesIO(b"".join([*pieces, container.finish()]))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == files
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_more_files_than_a_plain_zip_can_count() -> None:
    container = Container()
    pieces = [piece for number in range(70_000) for piece in container.add(f"f{number}", b"")]
    with zipfile.ZipFile(io.BytesIO(b"".join([*pieces, container.finish()]))) as opened:
        assert len(opened.namelist()) == 70_000
        assert opened.read("f69999") == b""


def test_a_file_that_begins_beyond_four_gigabytes(tmp_path: Path) -> None:
    far = Member(b"far.txt", size=0, crc=0, offset=5 * 2**30)
    # A sparse file: what lies before takes no room.
    with (tmp_path / "far.zip").open("wb") as file:
        file.seek(far.offset)
        file.write(far.header)
        file.write(directory([far]))
    with zipfile.ZipFile(tmp_path / "far.zip") as opened:
        assert opened.read("far.txt") == b""
        assert opened.infolist()[0].header_offset == far.offset
