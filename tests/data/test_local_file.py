import os
from pathlib import Path

import pytest

from data.fetch import FetchError, read_location

BODY = b"not a picture, but nobody looks"


def test_a_location_may_be_a_path(tmp_path: Path) -> None:
    file = tmp_path / "a b#c?.jpg"
    file.write_bytes(BODY)
    assert read_location(str(file), None, max_bytes=len(BODY)) == BODY
    with pytest.raises(FetchError) as caught:
        read_location(str(file), None, max_bytes=len(BODY) - 1)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.jpg", "missing"),
        ("photo.jpg/below.jpg", "missing"),
        ("folder", "not_a_file"),
        ("pipe", "not_a_file"),
        ("loop", "unreadable"),
        ("nul\0.jpg", "unreadable"),
        ("n" * 300, "unreadable"),
    ],
)
def test_paths_that_are_not_a_file(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(BODY)
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FetchError) as caught:
        read_location(f"{tmp_path}/{name}", None, max_bytes=100)
    assert caught.value.reason == expected


def test_endless_devices_are_not_read() -> None:
    with pytest.raises(FetchError) as caught:
        read_location("/dev/zero", None, max_bytes=100)
    assert caught.value.reason == "not_a_file"
