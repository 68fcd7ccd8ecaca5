import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from api.report import Picture
from api.report.pictures import PictureWriter
from data.decode import DecodedImage

Jpeg = Callable[..., bytes]


def test_a_picture_is_scaled_down_to_a_jpeg(tmp_path: Path, make_jpeg: Jpeg) -> None:
    shown = PictureWriter(tmp_path).write(Picture("a", lambda: make_jpeg(1, (1600, 1200))), 900)
    with Image.open(tmp_path / shown.file) as image:
        assert (image.format, image.size) == ("JPEG", (900, 675))
    assert (shown.width, shown.height) == (1600, 1200)


def test_a_small_picture_keeps_its_size(tmp_path: Path, make_jpeg: Jpeg) -> None:
    shown = PictureWriter(tmp_path).write(Picture("a", lambda: make_jpeg(1, (120, 80))), 900)
    with Image.open(tmp_path / shown.file) as image:
        assert image.size == (120, 80)


def test_pixels_that_are_decoded_already_are_taken(tmp_path: Path) -> None:
    pixels = Image.new("RGB", (800, 400), "teal")
    decoded = DecodedImage(pixels=pixels, width=4000, height=2000, format="PNG")
    shown = PictureWriter(tmp_path).write(Picture("a", lambda: decoded), 500)
    assert (shown.width, shown.height) == (4000, 2000)
    with Image.open(tmp_path / shown.file) as image:
        assert image.size == (500, 250)
    assert pixels.size == (800, 400)  # the caller's own stay as they are


def test_a_picture_is_read_once_per_key(tmp_path: Path, make_jpeg: Jpeg) -> None:
    reads = []

    def load() -> bytes:
        reads.append(1)
        return make_jpeg(1)

    writer = PictureWriter(tmp_path)
    assert writer.write(Picture("a", load), 900) == writer.write(Picture("a", load), 900)
    assert len(reads) == 1


def test_equal_pictures_share_a_file(tmp_path: Path, make_jpeg: Jpeg) -> None:
    writer = PictureWriter(tmp_path)
    for key in "ab":
        writer.write(Picture(key, lambda: make_jpeg(1)), 900)
    writer.write(Picture("c", lambda: make_jpeg(2)), 900)
    assert {path.name for path in tmp_path.iterdir()} == writer.files
    assert len(writer.files) == 2


def unreachable() -> bytes:
    raise FileNotFoundError("no such photo: 7.jpg")


@pytest.mark.parametrize(
    ("load", "problem"), [(unreachable, "no such photo"), (lambda: b"not an image", ".")]
)
def test_an_unreadable_picture_says_why(
    tmp_path: Path, load: Callable[[], bytes], problem: str
) -> None:
    writer = PictureWriter(tmp_path)
    shown = writer.write(Picture("a", load), 900)
    assert not shown.file
    assert problem == "." or problem in shown.problem
    assert shown.problem
    assert not list(tmp_path.iterdir())


def test_what_a_camera_wrote_into_a_photo_stays_out(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Jane Doe"
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, "JPEG", exif=exif, comment=b"by Jane Doe")
    with Image.open(buffer) as opened:
        opened.load()
        decoded = DecodedImage(pixels=opened, width=64, height=64, format="JPEG")
    writer = PictureWriter(tmp_path)
    writer.write(Picture("bytes", buffer.getvalue), 900)
    writer.write(Picture("pixels", lambda: decoded), 900)
    assert all(b"Jane" not in (tmp_path / name).read_bytes() for name in writer.files)


def test_a_full_disk_is_not_taken_for_a_bad_picture(tmp_path: Path, make_jpeg: Jpeg) -> None:
    with pytest.raises(OSError, match="absent"):
        PictureWriter(tmp_path / "absent").write(Picture("a", make_jpeg), 900)
