"""Hits in each format, read back."""

import csv
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from api.scoring.hits_file import COLUMNS, write_hits
from data.records import Band, Evidence, Hit

HIT = Hit(
    listing_id="L1",
    image="photos/1.jpg",
    right_id="D1",
    view="front",
    probability=0.875,
    score=1 / 3,
    band=Band.REVIEW,
    channels={"embedding": 0.5, "local": 17.0},
    region=((1.5, 2.0), (30.25, 2.0), (30.0, 40.0)),
    model="m1",
    index="17",
    evidence=Evidence(
        transform=(1 / 3, 0.0, 2.5, 0.0, 1.0, 6.0, 1e-9, 0.0, 1.0),
        mirrored=True,
        pairs=((1.25, 2.0, 30.5, 40.0), (5.0, 6.5, 70.0, 80.1)),
        differs=((0.0, 0.5, 10.0, 20.25),),
        text='LÖOKALIKE, "quoted"',
    ),
)
HITS = [
    HIT,
    replace(HIT, listing_id="L2", channels={}, region=(), evidence=Evidence()),
    replace(HIT, listing_id="L3", evidence=Evidence(text="KETTLE")),
]


def read(path: Path) -> list[dict[str, Any]]:
    """Rows with their nested cells as JSON would have them."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".parquet":
        rows = parquet.read_table(path).to_pylist()
        return [row | {"channels": dict(row["channels"])} for row in rows]
    with path.open(newline="", encoding="utf-8") as file:
        return [
            row
            | {name: float(row[name]) for name in ("probability", "score")}
            | {name: json.loads(row[name]) for name in ("channels", "region", "evidence")}
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("extension", ["jsonl", "csv", "parquet"])
def test_hits_are_read_as_they_were_written(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"hits.{extension}"
    write_hits(path, HITS)
    rows = read(path)
    assert [tuple(row) for row in rows] == [COLUMNS] * len(HITS)
    assert rows == [json.loads(json.dumps(asdict(hit))) for hit in HITS]
    assert [Evidence.from_json(row["evidence"]) for row in rows] == [hit.evidence for hit in HITS]


@pytest.mark.parametrize("extension", ["jsonl", "csv", "parquet"])
def test_no_hits_make_a_file_all_the_same(tmp_path: Path, extension: str) -> None:
    write_hits(tmp_path / f"hits.{extension}", [])
    assert read(tmp_path / f"hits.{extension}") == []
