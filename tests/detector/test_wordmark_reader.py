"""What is read from real rendered text, and from real photos where they are at hand."""

import csv
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rapidocr
from PIL import Image, ImageDraw, ImageFont

from data.decode import DecodedImage, decode
from detector.wordmark import Lexicon, TextLine, TextReader, WordMatch, find_words
from detector.wordmark import reader as reader_module
from detector.wordmark.reader import RapidOcrReader, ReadingModelError

GROCERY = Path(__file__).parents[3] / "shared" / "datasets" / "grocery"


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return RapidOcrReader()


@pytest.fixture(scope="module")
def chinese_font() -> str:
    """Find a font of this machine that has Chinese characters."""
    tool = shutil.which("fc-list")
    listed = tool and subprocess.run(
        [tool, ":lang=zh", "--format=%{file}\n"], capture_output=True, text=True, check=True
    )
    fonts = listed.stdout.split("\n") if listed else []
    if not fonts or not fonts[0]:
        pytest.skip("no Chinese font is installed")
    return max(fonts)


def decoded(image: Image.Image, scale: int = 1) -> DecodedImage:
    return DecodedImage(image, image.width * scale, image.height * scale, "PNG")


def poster(
    text: str, height: int = 48, *, font: str | None = None, size: tuple[int, int] = (640, 480)
) -> Image.Image:
    """Print text in the middle of a coloured picture."""
    letters = ImageFont.truetype(font, height) if font else ImageFont.load_default(height)
    image = Image.new("RGB", size, "#c8d6c0")
    ImageDraw.Draw(image).text(
        (size[0] / 2, size[1] / 2), text, font=letters, fill="#203060", anchor="mm"
    )
    return image


def best(reader: TextReader, image: DecodedImage, word: str) -> WordMatch:
    matches = find_words(reader.read(image), Lexicon([word, "Samsung", "康师傅"]))
    assert [match.word for match in matches] == [word]
    return matches[0]


def centre(match: WordMatch) -> tuple[float, float]:
    x, y = np.mean(match.region, axis=0)
    return float(x), float(y)


@pytest.mark.parametrize("height", [10, 20, 48, 90])
def test_latin_words_are_read_and_outlined(reader: TextReader, height: int) -> None:
    match = best(reader, decoded(poster("Tropicana", height)), "Tropicana")
    assert match.similarity == 1
    assert centre(match) == pytest.approx((320, 240), abs=8)
    heights = np.ptp([y for _, y in match.region])
    assert 0.7 * height < heights < 2.2 * height


def test_words_with_diacritics_are_found(reader: TextReader) -> None:
    # What is read is "Høagen-Dazs": one letter off.
    assert best(reader, decoded(poster("Häagen-Dazs")), "Häagen-Dazs").similarity >= 0.9


def test_outline_is_in_pixels_of_the_photo_not_of_its_decoded_size(reader: TextReader) -> None:
    match = best(reader, decoded(poster("TROPICANA"), scale=4), "Tropicana")
    assert centre(match) == pytest.approx((4 * 320, 4 * 240), abs=80)


def test_chinese_is_read(reader: TextReader, chinese_font: str) -> None:
    image = poster("正品娃哈哈矿泉水", font=chinese_font)
    match = best(reader, decoded(image), "娃哈哈")
    assert match.similarity == 1
    xs = [x for x, _ in match.region]
    # The third to fifth of eight characters of 48 pixels.
    assert min(xs) == pytest.approx(320 - 2 * 48, abs=24)
    assert max(xs) == pytest.approx(320 + 48, abs=24)


@pytest.mark.parametrize("angle", [12, -30, 90, 180, 270])
def test_turned_words_are_read_and_outlined_the_right_way_round(
    reader: TextReader, angle: int
) -> None:
    image = poster("buy ORIGINAL", size=(640, 640)).rotate(angle, fillcolor="#c8d6c0")
    match = best(reader, decoded(image), "Original")
    # The word stands to the right of the middle, as one sees it who reads it.
    x, y = centre(match)
    radians = np.radians(angle)
    along = (x - 320) * np.cos(radians) - (y - 320) * np.sin(radians)
    assert 20 < along < 80
    assert match.similarity == 1


def test_words_in_perspective_are_read(reader: TextReader) -> None:
    image = poster("TROPICANA", 72).transform(
        (640, 480),
        Image.Transform.PERSPECTIVE,
        (1.0, 0.25, -60, 0.05, 1.25, -70, 0.0, 0.0009),
        Image.Resampling.BICUBIC,
        fillcolor="#c8d6c0",
    )
    assert best(reader, decoded(image), "Tropicana").similarity == 1


@pytest.mark.parametrize(
    "image",
    [Image.new("RGB", (640, 480), "white"), Image.new("RGB", (16, 16)), poster("", 20)],
    ids=["white", "tiny", "plain"],
)
def test_pictures_without_text_give_no_lines(reader: TextReader, image: Image.Image) -> None:
    assert reader.read(decoded(image)) == ()


@pytest.mark.parametrize("size", [(1200, 24), (24, 1200), (2400, 300)])
def test_extreme_shapes_are_read_without_error(reader: TextReader, size: tuple[int, int]) -> None:
    for line in reader.read(decoded(poster("TROPICANA", 20, size=size))):
        assert all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in line.quad)


def test_largest_lines_are_read_first_and_no_more_than_asked_for() -> None:
    image = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(image)
    for row, (text, height) in enumerate([("small print", 18), ("LARGE", 80), ("Middle", 40)]):
        draw.text((30, 40 + 130 * row), text, font=ImageFont.load_default(height), fill="black")
    lines: tuple[TextLine, ...] = RapidOcrReader(most_lines=2).read(decoded(image))
    assert [line.text for line in lines] == ["LARGE", "Middle"]


def test_threads_may_read_at_once(reader: TextReader) -> None:
    images = [decoded(poster(text, 40)) for text in ("TROPICANA", "Samsung", "", "buy ORIGINAL")]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(reader.read, images * 3)) == [reader.read(one) for one in images] * 3


def test_fingerprint_tells_settings_apart(reader: TextReader) -> None:
    assert reader.fingerprint == RapidOcrReader().fingerprint
    assert reader.fingerprint != RapidOcrReader(side=320).fingerprint


def test_nothing_is_fetched_or_printed() -> None:
    script = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from PIL import Image
from data.decode import DecodedImage
from detector.wordmark.reader import RapidOcrReader
image = Image.new("RGB", (200, 200), "white")
assert RapidOcrReader().read(DecodedImage(image, 200, 200, "PNG")) == ()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "__init__.py"
    monkeypatch.setattr(rapidocr, "__file__", str(package))
    with pytest.raises(ReadingModelError, match="can't be read"):
        RapidOcrReader()
    (tmp_path / "models").mkdir()
    for name, _ in reader_module._MODELS.values():
        (tmp_path / "models" / name).write_bytes(b"another")
    with pytest.raises(ReadingModelError, match="has sha256"):
        RapidOcrReader()


@pytest.mark.skipif(not GROCERY.is_dir(), reason="the grocery photos are not at hand")
def test_brands_are_read_on_real_packages(reader: TextReader) -> None:
    brands = {"tropicana": "Tropicana", "valio": "Valio", "alpro": "Alpro"}
    with (GROCERY / "listings.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "train"]
    lexicon = Lexicon([*brands.values(), "Adidas", "Samsung", "康师傅"])
    read = 0
    for part, brand in brands.items():
        photos = [row["image"] for row in rows if part in row["right_ids"]][::30][:4]
        for photo in photos:
            image = decode((GROCERY / photo).read_bytes())
            found = {match.word for match in find_words(reader.read(image), lexicon)}
            assert found <= set(brands.values())
            read += brand in found
    assert read >= 9
