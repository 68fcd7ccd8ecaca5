import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.notices.evidence_pack import EvidencePack
from api.notices.export import items_csv
from api.notices.signing import Signer
from api.notices.verification import verify_pack
from data.decode import DecodeLimits
from data.images import FsspecImageStore, ImageStore
from data.notices import Notice, NoticeItem
from data.records import Evidence

Read = Callable[[Notice], zipfile.ZipFile]

ALIGNED = Evidence(
    transform=(0.7, 0.0, 20.0, 0.0, 0.7, 20.0, 0.0, 0.0, 1.0),
    pairs=tuple((x, y, 0.7 * x + 20, 0.7 * y + 20) for x in (30.0, 90.0) for y in (40.0, 110.0)),
)


class CountingStore(FsspecImageStore):
    """Says which files were read."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.read: list[str] = []

    def get(self, sha256: str) -> bytes:
        self.read.append(sha256)
        return super().get(sha256)


@pytest.fixture
def images(tmp_path: Path) -> CountingStore:
    return CountingStore(str(tmp_path / "images"))


@pytest.fixture
def pack(images: ImageStore, signer: Signer) -> EvidencePack:
    return EvidencePack(images, limits=DecodeLimits(), signer=signer)


@pytest.fixture
def notice(
    images: ImageStore,
    make_image: Callable[..., bytes],
    make_notice: Callable[..., Notice],
    make_item: Callable[..., NoticeItem],
) -> Notice:
    """One view, two photos of which one is in two items, and photos that can't be shown."""
    view = images.put(make_image(0, "PNG"))
    photos = [images.put(make_image(seed)) for seed in (1, 2)]
    broken = images.put(b"\xff\xd8\xff no picture")
    items = [
        make_item("L1", photo_sha256=photos[0], view_sha256=view, listing_title="复古水壶"),
        make_item("L2", photo_sha256=photos[1], view_sha256=view, listing_title="=1+1"),
        make_item("L3", photo_sha256=photos[1], view_sha256=view),
        make_item("L4", photo_sha256=None, view_sha256=view),
        make_item("L5", photo_sha256="0" * 64, view_sha256=None),
        make_item("L6", photo_sha256=broken, view_sha256=view),
    ]
    items[0] = replace(items[0], hit=replace(items[0].hit, evidence=ALIGNED))
    return make_notice(*items)


@pytest.fixture
def opened(pack: EvidencePack, notice: Notice, tmp_path: Path) -> Iterator[zipfile.ZipFile]:
    path = tmp_path / "pack.zip"
    path.write_bytes(b"".join(pack.pieces(notice)))
    with zipfile.ZipFile(path) as opened:
        yield opened


def of_item(opened: zipfile.ZipFile, position: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(opened.read(f"items/{position:04d}/item.json"))
    return content


def test_a_pack_is_intact_and_signed(opened: zipfile.ZipFile, signer: Signer) -> None:
    found = verify_pack(Path(str(opened.filename)), key=signer.public_key)
    assert found.intact, found.findings
    assert found.files == len(opened.namelist())


def test_one_changed_byte_of_a_photo_is_named(opened: zipfile.ZipFile) -> None:
    path = Path(str(opened.filename))
    name = of_item(opened, 2)["photo"]["file"]
    whole = bytearray(path.read_bytes())
    whole[opened.getinfo(name).header_offset + 30 + len(name) + 700] ^= 1
    path.write_bytes(whole)
    found = verify_pack(path)
    assert {finding.place for finding in found.findings} == {name}


def test_each_item_has_what_it_rests_on(
    opened: zipfile.ZipFile, notice: Notice, images: ImageStore
) -> None:
    item = of_item(opened, 1)
    assert item["listing_title"] == "复古水壶"
    assert (item["probability"], item["model"], item["index"]) == (0.97, "pixels-8", "7")
    assert item["reported_at"] == "2026-05-04T12:00:00Z"
    for what, sha256 in (
        ("photo", notice.items[0].photo_sha256),
        ("registered_view", notice.items[0].view_sha256),
    ):
        assert sha256 is not None
        assert item[what]["sha256"] == sha256
        assert opened.read(item[what]["file"]) == images.get(sha256)
    assert item["registered_view"]["file"].endswith(".png")
    assert item["pictures"].keys() == {"region", "keypoints"}
    for picture in item["pictures"].values():
        assert opened.read(picture["file"]).startswith(b"\xff\xd8")
    assert of_item(opened, 2)["pictures"].keys() == {"region"}


def test_what_can_not_be_shown_is_said(opened: zipfile.ZipFile) -> None:
    assert "not kept" in of_item(opened, 4)["photo"]["problem"]
    assert "no image" in of_item(opened, 5)["photo"]["problem"]
    assert "not kept" in of_item(opened, 5)["registered_view"]["problem"]
    damaged = of_item(opened, 6)["photo"]
    assert damaged["problem"]
    assert opened.read(damaged["file"]) == b"\xff\xd8\xff no picture"


def test_an_image_is_packed_once_and_a_view_read_once(
    opened: zipfile.ZipFile, notice: Notice, images: CountingStore
) -> None:
    packed = [name for name in opened.namelist() if name.startswith("images/")]
    assert len(packed) == len(set(packed)) == 4
    view = notice.items[0].view_sha256
    assert images.read.count(str(view)) == 1


def test_a_notice_gives_the_same_bytes_every_time(pack: EvidencePack, notice: Notice) -> None:
    assert b"".join(pack.pieces(notice)) == b"".join(pack.pieces(notice))


def test_the_notice_is_in_it_three_times(opened: zipfile.ZipFile) -> None:
    content = json.loads(opened.read("notice.json"))
    assert content["notifier"]["email"] == "ip@brunel.example"
    assert [item["listing_id"] for item in content["items"]] == [f"L{n}" for n in range(1, 7)]
    rows = list(csv.DictReader(io.StringIO(opened.read("items.csv").decode())))
    assert [row["listing_id"] for row in rows] == [f"L{n}" for n in range(1, 7)]
    pdf = opened.read("notice.pdf")
    assert pdf.startswith(b"%PDF-")
    # One view, and two regions: two items show the same one.
    assert pdf.count(b"/DCTDecode") == 3


def test_a_spreadsheet_runs_nothing(notice: Notice) -> None:
    assert "=1+1" not in [cell for row in csv.reader(items_csv(notice)) for cell in row]
    assert "'=1+1" in [cell for row in csv.reader(items_csv(notice)) for cell in row]


def test_a_pack_without_a_signer_is_not_signed(
    images: ImageStore, notice: Notice, tmp_path: Path
) -> None:
    path = tmp_path / "unsigned.zip"
    path.write_bytes(b"".join(EvidencePack(images, limits=DecodeLimits()).pieces(notice)))
    found = verify_pack(path)
    assert found.intact
    assert found.signer is None
