"""One scoring run: from a manifest to a hits file, resumed where an earlier one stopped."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from api.scoring.hits_file import check_hits_path, write_hits
from api.scoring.journal import Entry, Journal
from api.scoring.pipeline import Scorer, Selection
from data.clock import Clock
from data.db import Database
from data.db.hits import NewHit, save_hits
from data.manifest import Rejected, read_listings
from data.records import Band, Listing
from data.rejects import RejectsFile


@dataclass(slots=True)
class ScoringSummary:
    """What a run did, counting what earlier, interrupted runs of it did.

    Attributes:
        listings: Listings scored.
        photos: Photos of these, those that could not be read included.
        resumed: How many of the listings an earlier run had scored.
        hits: Lines in the hits file.
        expedited: Hits in that band.
        review: Hits in that band.
        authorised: Hits dropped because the seller is authorised.
        rejected: Rows that were not scored; they are in the rejects file.
    """

    listings: int = 0
    photos: int = 0
    resumed: int = 0
    hits: int = 0
    expedited: int = 0
    review: int = 0
    authorised: int = 0
    rejected: int = 0


class ScoringRun:
    """Scores a manifest or folder into a hits file.

    Args:
        source: The listings.
        out: The hits file; the journal and the rejects file lie beside it.
        selection: Which hits are reported.
        model: Fingerprint of the embedding model.
    """

    def __init__(self, source: Path, out: Path, *, selection: Selection, model: str) -> None:
        check_hits_path(out)
        self._source = source
        self._out = out
        self._selection = selection
        self._model = model
        self.rejects = out.with_name(out.name + ".rejects.csv")

    def execute(
        self,
        scorer: Scorer,
        database: Database,
        clock: Clock,
        *,
        advance: Callable[[int], None] = lambda _: None,
        finish: Callable[[Iterable[Entry]], None] = lambda _: None,
    ) -> ScoringSummary:
        """Score what is not scored yet, then write the hits file.

        Hits of listings also go to the database, for reviewers; ranked candidates (`top_k`) do
        not, as they are for measuring.

        Args:
            scorer: Scores listings.
            database: Where hits go.
            clock: Tells the time.
            advance: Is told after each listing how many rows are done.
            finish: Is given everything that was scored, after the hits file is written and
                before the journal is deleted.

        Raises:
            ManifestError: the listings can't be read at all.
            JournalError: the output belongs to another unfinished run.
        """
        summary = ScoringSummary()
        journal_path = self._out.with_name(self._out.name + ".journal")
        resumed = journal_path.exists()
        with Journal(journal_path, self._identity()) as journal:
            with RejectsFile(self.rejects, resume=resumed) as rejects:
                done = {entry.listing_id for entry in journal.entries()}
                summary.resumed = len(done)
                todo = self._todo(done, rejects, summary, advance)
                for scored in scorer.score(todo):
                    entry = Entry.of(scored)
                    for row in entry.rejected:
                        rejects.add(row)
                    if self._selection.top_k is None and entry.hits:
                        with database.write() as session:
                            save_hits(session, _new_hits(entry), now=clock())
                    journal.append(entry)
                    advance(entry.photos)
            for entry in journal.entries():
                _count(entry, summary)
            write_hits(self._out, (hit for entry in journal.entries() for hit in entry.hits))
            finish(journal.entries())
            journal.remove()
        return summary

    def _todo(
        self,
        done: set[str],
        rejects: RejectsFile,
        summary: ScoringSummary,
        advance: Callable[[int], None],
    ) -> Iterator[Listing]:
        for row in read_listings(self._source):
            if isinstance(row, Rejected):
                summary.rejected += 1
                rejects.add(row)
                advance(1)
            elif row.listing_id in done:
                advance(len(row.photos))
            else:
                yield row

    def _identity(self) -> dict[str, object]:
        """Return what must be equal for a run to go on where another stopped."""
        content = None
        if self._source.is_file():
            with self._source.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        return {
            "source": str(self._source.absolute()),
            "sha256": content,
            "min_probability": self._selection.min_probability,
            "top_k": self._selection.top_k,
            "model": self._model,
        }


def _new_hits(entry: Entry) -> list[NewHit]:
    return [NewHit(hit, seller_id=entry.seller_id, title=entry.title) for hit in entry.hits]


def _count(entry: Entry, summary: ScoringSummary) -> None:
    bands = [hit.band for hit in entry.hits]
    summary.listings += 1
    summary.photos += entry.photos
    summary.hits += len(entry.hits)
    summary.expedited += bands.count(Band.EXPEDITED)
    summary.review += bands.count(Band.REVIEW)
    summary.authorised += entry.authorised
    summary.rejected += len(entry.rejected)
