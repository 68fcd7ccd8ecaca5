"""Registering rights: from manifest rows to stored, described, searchable views.

A batch is acknowledged when its transaction is committed: images first, then descriptions
and rights together. Whatever stops the program before that leaves at most image files that nothing
refers to yet, and a second run goes on from there.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby

from api.descriptions import describe_new, images_to_describe, store_descriptions
from api.view_preparation import PreparedView, ViewPreparation, registered_view, sha256_of
from data.clock import Clock
from data.db import Database
from data.db.rights import Saved, get_rights, outcome_of_saving, save_right
from data.decode import DecodeLimits
from data.images import ImageStore
from data.manifest import Rejected, RightRows, ViewRow
from data.records import Right
from detector.description import ViewDescriber

_BATCH = 32
"""Views per transaction: a crash costs at most their description, a commit is cheap beside it."""

_READERS = 4
"""Threads that read and decode; Pillow lets go of the interpreter while it decodes."""


class ModelMismatchError(RuntimeError):
    """The registry was described by another model or version than the one in use."""


@dataclass(slots=True)
class RegistrationSummary:
    """What became of the rows.

    Attributes:
        rights: How many rights were created, updated or unchanged.
        views: How many views these have.
        rejected: How many rows were not registered.
    """

    rights: Counter[Saved] = field(default_factory=Counter)
    views: int = 0
    rejected: int = 0

    def count(self, outcome: Saved, right: Right) -> None:
        """Count a right."""
        self.rights[outcome] += 1
        self.views += len(right.views)


class Registrar:
    """Registers rights, in bulk or one at a time.

    Args:
        database: Where rights and embeddings go.
        images: Where image files go.
        describer: Gives what describes pictures; asked only when there is something to describe.
        limits: What an image may be at most.
        clock: Tells the time.
        actor: Who registers, for the history of rights.
    """

    def __init__(
        self,
        *,
        database: Database,
        images: ImageStore,
        describer: Callable[[], ViewDescriber],
        limits: DecodeLimits,
        clock: Clock,
        actor: str | None = None,
    ) -> None:
        self._database = database
        self._images = images
        self._describer = describer
        self._limits = limits
        self._clock = clock
        self._actor = actor

    def register(
        self,
        rows: Iterable[RightRows | Rejected],
        *,
        read: Callable[[str], bytes],
        reject: Callable[[Rejected], None],
        advance: Callable[[int], None] = lambda _: None,
        dry_run: bool = False,
    ) -> RegistrationSummary:
        """Register rights batch by batch, and hand over what can't be registered.

        Costs a read, a decode and a forward pass per new image; an image that is registered
        already costs a read. A view that is rejected leaves what is registered of it as it was.

        Args:
            rows: Rights with their views' locations, and rows that were rejected on the way.
            read: Reads an image file by its location.
            reject: Is given each rejected row with the reason.
            advance: Is told after each batch how many rows are done.
            dry_run: Read and check everything, images too, but describe and store nothing: the
                summary tells what would be done.

        Raises:
            ModelMismatchError: what is registered was described by another model or version.
        """
        summary = RegistrationSummary()
        keep = sha256_of if dry_run else self._images.put
        preparation = ViewPreparation(read, keep, self._limits)

        @cache
        def describer() -> ViewDescriber:
            chosen = self._describer()
            self._refuse_other_models(chosen)
            return chosen

        with ThreadPoolExecutor(_READERS) as readers:
            for batch in _batches(rows):
                rights = [row for row in batch if isinstance(row, RightRows)]
                with self._database.read() as session:
                    stored = get_rights(session, {row.right.right_id for row in rights})
                rejected = [row for row in batch if isinstance(row, Rejected)]
                prepared = _prepared(rights, stored, preparation, readers, rejected.append)
                for row in rejected:
                    reject(row)
                summary.rejected += _rows(rejected)
                if dry_run:
                    for right, _ in prepared:
                        outcome = outcome_of_saving(stored.get(right.right_id), right)
                        summary.count(outcome, right)
                else:
                    self._save(prepared, describer, summary)
                advance(sum(len(row.views) for row in rights) + _rows(batch))
        return summary

    def _save(
        self,
        prepared: Sequence[tuple[Right, Sequence[PreparedView]]],
        describer: Callable[[], ViewDescriber],
        summary: RegistrationSummary,
    ) -> None:
        """Describe what is new, and commit descriptions and rights together."""
        images = {
            each.view.claimed_sha256: (each.image, each.view.disclaimed)
            for _, views in prepared
            for each in views
            if each.image is not None
        }
        new = describe_new(self._database, describer(), images) if images else {}
        with self._database.write() as session:
            if new:
                store_descriptions(session, describer(), new)
            for right, _ in prepared:
                saved = save_right(session, right, now=self._clock(), actor=self._actor)
                summary.count(saved, right)

    def _refuse_other_models(self, describer: ViewDescriber) -> None:
        strange = images_to_describe(self._database, describer)
        if strange:
            embedder = describer.embedder
            raise ModelMismatchError(
                f"{len(strange)} registered image(s) were described by another model or version "
                f"than {embedder.name} ({embedder.fingerprint}), and what two of them see can't be "
                "compared; go back to that one, or run `lookalike index rebuild` to describe "
                "everything with this one"
            )


def _prepared(
    rows: Sequence[RightRows],
    stored: Mapping[str, Right],
    prepare: ViewPreparation,
    readers: ThreadPoolExecutor,
    reject: Callable[[Rejected], None],
) -> list[tuple[Right, list[PreparedView]]]:
    """Read and check the views of a batch side by side; return the rights that have any."""

    def start(job: tuple[RightRows, ViewRow]) -> PreparedView | Rejected:
        row, source = job
        return prepare(row, source, stored.get(row.right.right_id))

    outcomes = readers.map(start, [(row, source) for row in rows for source in row.views])
    result = []
    for row in rows:
        known = stored.get(row.right.right_id)
        prepared: list[PreparedView] = []
        for source in row.views:
            outcome = next(outcomes)
            if isinstance(outcome, PreparedView):
                prepared.append(outcome)
                continue
            reject(outcome)
            before = registered_view(source, known)
            if before is not None:
                prepared.append(PreparedView(before, None))
        if prepared and not (known and known.withdrawn_at):
            views = tuple(view.view for view in prepared)
            result.append((replace(row.right, views=views), prepared))
    return result


def _batches(rows: Iterable[RightRows | Rejected]) -> Iterator[list[RightRows | Rejected]]:
    """Group rows until a batch holds `_BATCH` views; a right is never split."""
    batch: list[RightRows | Rejected] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row.views) if isinstance(row, RightRows) else 1
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rows(batch: Iterable[RightRows | Rejected]) -> int:
    """Count rejected rows: of a row that is wrong in several places, each place is one item."""
    numbers = (item.row for item in batch if isinstance(item, Rejected))
    return sum(1 for _ in groupby(numbers))
