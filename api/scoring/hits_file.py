"""Hits as JSONL, CSV or Parquet, by the file's extension."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path

from data.records import Hit

COLUMNS = tuple(field.name for field in fields(Hit))
EXTENSIONS = (".jsonl", ".csv", ".parquet")

_NESTED = ("channels", "region", "evidence")
_ROW_GROUP = 10_000


class HitsFileError(ValueError):
    """Hits can't be written to a file of that name."""


def check_hits_path(path: Path) -> None:
    """Return quietly if hits can be written to `path`.

    Raises:
        HitsFileError: the extension names no format that is known, or `path` is a folder.
    """
    if path.suffix.lower() not in EXTENSIONS:
        raise HitsFileError(f"{path}: name a file that ends in one of {', '.join(EXTENSIONS)}")
    if path.is_dir():
        raise HitsFileError(f"{path} is a folder; name a file in it")


def write_hits(path: Path, hits: Iterable[Hit]) -> None:
    """Write hits one after the other; an older file is replaced when all are written.

    CSV has no nesting: there, `channels`, `region` and `evidence` are JSON in a cell.
    """
    partial = path.with_name(path.name + ".partial")
    match path.suffix.lower():
        case ".jsonl":
            _write_jsonl(partial, hits)
        case ".csv":
            _write_csv(partial, hits)
        case ".parquet":
            _write_parquet(partial, hits)
        case _:
            check_hits_path(path)
    partial.replace(path)


def _write_jsonl(path: Path, hits: Iterable[Hit]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(hit), ensure_ascii=False) + "\n" for hit in hits)


def _write_csv(path: Path, hits: Iterable[Hit]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for hit in hits:
            row = asdict(hit)
            writer.writerow(row | {name: json.dumps(row[name]) for name in _NESTED})


def _write_parquet(path: Path, hits: Iterable[Hit]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    number = pa.float64()
    boxes = pa.list_(pa.list_(number, 4))
    types = {
        "probability": number,
        "score": number,
        "channels": pa.map_(pa.string(), number),
        "region": pa.list_(pa.list_(number, 2)),
        "evidence": pa.struct(
            {
                "transform": pa.list_(number),
                "mirrored": pa.bool_(),
                "pairs": boxes,
                "differs": boxes,
                "text": pa.string(),
            }
        ),
    }
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    remaining = iter(hits)
    with parquet.ParquetWriter(path, schema) as writer:
        while rows := [asdict(hit) for hit in islice(remaining, _ROW_GROUP)]:
            for row in rows:
                row["channels"] = list(row["channels"].items())
            writer.write_table(pa.Table.from_pylist(rows, schema))
