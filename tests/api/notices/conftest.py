"""What the tests of notices start from."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.notices.pack import Pack
from api.notices.signing import Signer
from data.notices import (
    Claim,
    Decision,
    Ground,
    Notice,
    NoticeItem,
    Restriction,
    RightSummary,
)
from data.records import Band, Hit, Kind

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Give a fixed instant."""
    return NOON


@pytest.fixture
def signer() -> Signer:
    """Give a signer whose key is always the same."""
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[..., Path]:
    """Write a pack of these files."""

    def write(files: Mapping[str, bytes], signer: Signer | None = None) -> Path:
        pack = Pack(signer)
        pieces = [piece for name, payload in files.items() for piece in pack.add(name, payload)]
        path = tmp_path / "pack.zip"
        path.write_bytes(b"".join([*pieces, *pack.finish()]))
        return path

    return write


@pytest.fixture
def make_item() -> Callable[..., NoticeItem]:
    """Make an item of a notice."""

    def make(listing_id: str = "L1", right_id: str = "D1", **fields: Any) -> NoticeItem:
        hit = Hit(
            listing_id=listing_id,
            image="1.jpg",
            right_id=right_id,
            view="front",
            probability=0.97,
            score=3.5,
            band=Band.EXPEDITED,
            channels={"local": 40.0},
            region=((20.0, 20.0), (140.0, 20.0), (140.0, 140.0)),
            model="pixels-8",
            index="7",
        )
        given = {"url": f"https://shop.example/item/{listing_id}", "seller_id": "S1", **fields}
        return NoticeItem(hit, NOON, **given)

    return make


@pytest.fixture
def make_notice(make_item: Callable[..., NoticeItem]) -> Callable[..., Notice]:
    """Make a notice that is complete, about two listings of one seller unless items are given."""

    def make(*items: NoticeItem, **fields: Any) -> Notice:
        given = {
            "notice_id": 1,
            "claim": Claim(
                "Brunel Appliances Ltd",
                "ip@brunel.example",
                "The kettle offered has the body and the spout of our registered design.",
                good_faith=True,
            ),
            "items": items or (make_item("L1"), make_item("L2")),
            "rights": (
                RightSummary(
                    "D1",
                    Kind.REGISTERED_DESIGN,
                    "Kettle",
                    owner="Brunel",
                    office="EUIPO",
                    registration_number="007614402-0001",
                ),
            ),
            "created_at": NOON,
            **fields,
        }
        return Notice(**given)

    return make


@pytest.fixture
def decision() -> Decision:
    """Give a decision."""
    return Decision(
        Restriction.REMOVAL,
        Ground.LEGAL,
        reference="Article 19(1) of Regulation (EC) No 6/2002",
        explanation="The kettles make the same overall impression.",
        decided_by="reviewer-1",
        territories=("DE",),
    )
