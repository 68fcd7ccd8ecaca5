"""What an unfinished scoring run has done so far, so that the next one goes on from there.

One JSON line per scored listing, after a header that says what is being scored. A line is
complete when its newline is there: a torn last line, as ``kill -9`` leaves, is cut off.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from filelock import FileLock, Timeout

from api.scoring.pipeline import ScoredListing
from data.manifest import Rejected
from data.records import Band, Evidence, Hit

_FORMAT = 2


class JournalError(RuntimeError):
    """The journal can't be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One scored listing as the journal keeps it.

    Attributes:
        listing_id: The listing.
        photos: How many photos it has.
        hits: What is reported of it.
        authorised: Hits dropped because the seller is authorised.
        rejected: Photos that could not be read.
        locations: Where the photos of the hits are, by the name in `Hit.image`.
        title: The listing's title.
        seller_id: The listing's seller.
        url: The listing's page.
        right_ids: What is known to be in it, if that is known.
    """

    listing_id: str
    photos: int
    hits: tuple[Hit, ...]
    authorised: int
    rejected: tuple[Rejected, ...]
    locations: Mapping[str, str]
    title: str | None
    seller_id: str | None
    url: str | None
    right_ids: tuple[str, ...] | None

    @classmethod
    def of(cls, scored: ScoredListing) -> Self:
        """Make the entry of a scored listing."""
        listing, shown = scored.listing, {hit.image for hit in scored.hits}
        return cls(
            listing_id=listing.listing_id,
            photos=len(listing.photos),
            hits=scored.hits,
            authorised=scored.authorised,
            rejected=scored.rejected,
            locations={p.image: p.location for p in listing.photos if p.image in shown},
            title=listing.title,
            seller_id=listing.seller_id,
            url=listing.url,
            right_ids=listing.right_ids,
        )


class Journal:
    """The journal of one run, open for reading back and appending.

    Args:
        path: The journal file; it is made if it isn't there.
        run: What is being scored, and how: must be equal for a run to go on.

    Raises:
        JournalError: the file is another run's, or a run is writing it now.
    """

    def __init__(self, path: Path, run: Mapping[str, object]) -> None:
        self.path = path
        self._header = json.dumps({"journal": _FORMAT, **run}, sort_keys=True).encode() + b"\n"
        self._lock = FileLock(path.with_name(path.name + ".lock"))
        self._file: BinaryIO

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise JournalError(
                f"another run is writing {self.path}; wait for it, or name another output"
            ) from error
        self._file = self.path.open("a+b")
        try:
            self._cut_torn_line()
            self._check_header()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
        self._lock.release()

    def append(self, entry: Entry) -> None:
        """Add a listing; once this returns, it survives the end of this process."""
        # One write of the whole line; the file is unbuffered below Python.
        self._file.write(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n")
        self._file.flush()

    def entries(self) -> Iterator[Entry]:
        """Read back every listing that is done, in the order of scoring."""
        with self.path.open("rb") as file:
            file.readline()
            for line in file:
                yield _entry(json.loads(line))

    def remove(self) -> None:
        """Delete the journal of a run that is finished."""
        self.path.unlink()

    def _cut_torn_line(self) -> None:
        self._file.seek(0)
        end = 0
        for line in self._file:
            if line.endswith(b"\n"):
                end += len(line)
        self._file.truncate(end)
        self._file.seek(0)

    def _check_header(self) -> None:
        header = self._file.readline()
        if not header:
            self._file.write(self._header)
            self._file.flush()
        elif header != self._header:
            raise JournalError(
                f"{self.path} belongs to an unfinished run with another input, model or options; "
                "finish that run by repeating its command, or delete the file to start over"
            )


def _hit(record: dict[str, Any]) -> Hit:
    return Hit(
        **{
            **record,
            "band": Band(record["band"]),
            "region": tuple(map(tuple, record["region"])),
            "evidence": Evidence.from_json(record["evidence"]),
        }
    )


def _entry(record: dict[str, Any]) -> Entry:
    rejected = (Rejected(**row) for row in record["rejected"])
    known = record["right_ids"]
    return Entry(
        **{
            **record,
            "hits": tuple(map(_hit, record["hits"])),
            "rejected": tuple(rejected),
            "right_ids": None if known is None else tuple(known),
        }
    )
