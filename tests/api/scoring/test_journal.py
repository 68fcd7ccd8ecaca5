"""What a run has done, read back by the next."""

from pathlib import Path

import pytest

from api.scoring.journal import Entry, Journal, JournalError
from data.manifest import Rejected
from data.records import Band, Evidence, Hit

RUN = {"listings": "listings.csv", "model": "m1"}
HIT = Hit(
    listing_id="L1",
    image="1.jpg",
    right_id="D1",
    view="front",
    probability=0.875,
    score=1 / 3,
    band=Band.EXPEDITED,
    channels={"local": 17.0},
    region=((1.5, 2.0), (30.25, 2.0), (30.0, 40.0)),
    model="m1",
    index="17",
    evidence=Evidence(
        transform=(1 / 3, 0.0, 2.5, 0.0, 1.0, 6.0, 1e-9, 0.0, 1.0),
        mirrored=True,
        pairs=((1.25, 2.0, 30.5, 40.0),),
        differs=((0.0, 0.5, 10.0, 20.25), (1.0, 2.0, 3.0, 4.0)),
        text="LÖOKALIKE\n\u2028",
    ),
)
ENTRY = Entry(
    listing_id="L1",
    photos=3,
    hits=(HIT, Hit("L1", "1.jpg", "D2", "back", 0.5, 0.1, Band.NONE, {}, (), "m1", "17")),
    authorised=1,
    rejected=(Rejected(2, "L1", "image", "2.jpg", "the file is empty"),),
    locations={"1.jpg": "/photos/1.jpg"},
    title="A kettle",
    seller_id=None,
    url=None,
    right_ids=("D1",),
)


def test_entries_are_read_as_they_were_appended(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal", RUN) as journal:
        journal.append(ENTRY)
    with Journal(tmp_path / "journal", RUN) as journal:
        assert list(journal.entries()) == [ENTRY]


def test_a_journal_from_before_there_was_evidence_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, RUN) as journal:
        journal.append(ENTRY)
    path.write_bytes(path.read_bytes().replace(b'"journal": 2', b'"journal": 1', 1))
    with pytest.raises(JournalError, match="delete the file to start over"), Journal(path, RUN):
        pass
