import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from api.report import Card, Picture, ReportFolderError, write_report
from api.report.exhibit import Exhibit

MakeCard = Callable[..., Card]

KILLED_WHILE_WRITING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from api.report import Card, Picture, write_report
from data.records import Band, Hit, Kind, Right

view, folder = Path(sys.argv[1]), Path(sys.argv[2])
right = Right("kettle", Kind.TRADEMARK, "Kettle", ())

def cards():
    for n in range(3):
        hit = Hit(f"new-{n}", "p.jpg", "kettle", "front", .5, 1, Band.NONE, {}, (), "m", "1")
        yield Card(hit, right, Picture("new", view.read_bytes), Picture("new", view.read_bytes))
    os.kill(os.getpid(), signal.SIGKILL)

write_report(folder, cards(), title="New", now=datetime.now(UTC))
"""


def pictures_of(page: Path) -> set[str]:
    return set(re.findall(r'src="([^"]*)"', page.read_text(encoding="utf-8")))


def listings_of(page: Path) -> list[str]:
    """The listings in the order in which the page shows them."""
    return re.findall(r'<p><bdi class="code">([^<]*)', page.read_text(encoding="utf-8"))[::2]


def test_hits_are_sorted_and_equal_ones_always_alike(
    tmp_path: Path, make_card: MakeCard, now: datetime
) -> None:
    cards = [
        make_card(1, hit={"probability": 0.2}),
        make_card(2, hit={"probability": 0.9, "score": 1.0}),
        make_card(3, hit={"probability": 0.9, "score": 2.0}),
        make_card(4, hit={"probability": 0.2}),
    ]
    one = write_report(tmp_path / "one", cards, title="One", now=now)
    two = write_report(tmp_path / "two", cards[::-1], title="One", now=now)
    assert listings_of(one) == ["listing-3", "listing-2", "listing-1", "listing-4"]
    assert one.read_bytes() == two.read_bytes()


def test_the_page_needs_nothing_but_the_pictures_beside_it(
    tmp_path: Path, make_card: MakeCard, make_jpeg: Callable[..., bytes], now: datetime
) -> None:
    big = Picture("big", lambda: make_jpeg(9, (2400, 1200)))
    page = write_report(
        tmp_path, [make_card(1), make_card(2, photo=big, view=big)], title="Hits", now=now
    )
    sizes = []
    for name in pictures_of(page):
        with Image.open(page.parent / name) as image:
            sizes.append(image.size)
    assert sorted(sizes) == [(300, 300), (500, 250), (640, 480), (900, 450)]
    assert "//" not in re.sub(r"<script>.*</script>", "", page.read_text(), flags=re.DOTALL)


def test_cards_are_taken_one_at_a_time(
    tmp_path: Path, make_card: MakeCard, make_jpeg: Callable[..., bytes], now: datetime
) -> None:
    happened = []

    def load(seed: int) -> bytes:
        happened.append(f"load {seed}")
        return make_jpeg(seed)

    def cards() -> Iterator[Card]:
        for seed in (1, 2):
            happened.append(f"card {seed}")
            yield make_card(seed, photo=Picture(str(seed), partial(load, seed)))

    write_report(tmp_path, cards(), title="Hits", now=now)
    assert happened == ["card 1", "load 1", "card 2", "load 2"]


def test_an_unreadable_photo_does_not_hide_its_hit(
    tmp_path: Path, make_card: MakeCard, now: datetime
) -> None:
    gone = Picture("gone", (tmp_path / "gone.jpg").read_bytes)
    page = write_report(tmp_path / "r", [make_card(1, photo=gone)], title="Hits", now=now)
    assert listings_of(page) == ["listing-1"]
    assert "gone.jpg" in page.read_text()
    assert "<polygon" not in page.read_text()


def test_a_new_report_takes_the_old_one_s_place(
    tmp_path: Path, make_card: MakeCard, now: datetime
) -> None:
    old = pictures_of(write_report(tmp_path, [make_card(1)], title="Old", now=now))
    page = write_report(tmp_path, [make_card(2)], title="New", now=now)
    new = pictures_of(page)
    assert {f"images/{path.name}" for path in (tmp_path / "images").iterdir()} == new != old
    assert "Old" not in page.read_text()


def test_a_failure_midway_leaves_no_page_or_the_old_one(
    tmp_path: Path, make_card: MakeCard, now: datetime
) -> None:
    def failing() -> Iterator[Card]:
        yield make_card(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write_report(tmp_path, failing(), title="New", now=now)
    assert not (tmp_path / "index.html").exists()

    page = write_report(tmp_path, [make_card(1)], title="Old", now=now)
    whole = page.read_bytes()
    with pytest.raises(RuntimeError):
        write_report(tmp_path, failing(), title="New", now=now)
    assert page.read_bytes() == whole
    assert all((tmp_path / name).is_file() for name in pictures_of(page))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_killed_writer_leaves_the_old_report_and_the_next_one_cleans_up(
    tmp_path: Path, make_card: MakeCard, make_jpeg: Callable[..., bytes], now: datetime
) -> None:
    folder, photo = tmp_path / "r", tmp_path / "photo.jpg"
    photo.write_bytes(make_jpeg(5, (700, 500)))
    page = write_report(folder, [make_card(1)], title="Old", now=now)
    whole, before = page.read_bytes(), set((folder / "images").iterdir())

    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(photo), str(folder)]
    killed = subprocess.run(command, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert set((folder / "images").iterdir()) > before
    assert page.read_bytes() == whole

    write_report(folder, [make_card(1)], title="Old", now=now)
    assert set((folder / "images").iterdir()) == before


def test_somebody_s_files_are_never_overwritten(
    tmp_path: Path, make_card: MakeCard, now: datetime
) -> None:
    (tmp_path / "index.html").write_text("my home page")
    with pytest.raises(ReportFolderError, match="name a new or empty folder"):
        write_report(tmp_path, [make_card(1)], title="Hits", now=now)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["my home page"]


def test_text_that_has_no_encoding_is_still_written(
    tmp_path: Path, make_card: MakeCard, now: datetime
) -> None:
    page = write_report(tmp_path, [make_card(1, title="half \ud83d")], title="Hits", now=now)
    assert "half &#55357;" in page.read_text(encoding="utf-8")


def test_an_exhibit_that_can_t_be_drawn_is_left_out(
    tmp_path: Path, make_card: MakeCard, make_jpeg: Callable[..., bytes], now: datetime
) -> None:
    def failing() -> bytes:
        raise ValueError("nothing to draw")

    exhibits = {
        Exhibit.KEYPOINTS: Picture("broken", failing),
        Exhibit.OVERLAY: Picture("drawn", partial(make_jpeg, 4, (1192, 590))),
    }
    page = write_report(tmp_path, [make_card(1, exhibits=exhibits)], title="Hits", now=now)
    text = page.read_text()
    assert 'data-exhibits="overlay"' in text
    assert "keypoints" not in text.partition("<main")[2].partition("</main>")[0]
    sizes = []
    for name in pictures_of(page):
        with Image.open(page.parent / name) as image:
            sizes.append(image.size)
    assert sorted(sizes) == [(300, 300), (640, 480), (1192, 590)]
    assert "could not be read" not in text
