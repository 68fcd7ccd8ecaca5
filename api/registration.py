"""Registering rights: from manifest rows to stored, described, searchable views.

A batch is acknowledged when its transaction is committed: images first, then descriptions
and rights together. Whatever stops the program before that leaves at most image files that nothing
refers to yet, and a second run goes on from there.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache

from api.descriptions import describe_new, images_to_describe, store_descriptions
from data.clock import Clock
from data.db import Database
from data.db.rights import Saved, get_rights, save_right
from data.decode import DecodedImage, DecodeLimits, ImageError, decode
from data.fetch import FetchError
from data.images import ImageStore
from data.manifest import Rejected, RightRows, ViewRow
from data.records import Right, View
from detector.description import DECODE_SIDE, ViewDescriber

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


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A view whose image is stored; with its pixels, unless it was registered already."""

    view: View
    image: DecodedImage | None


class Registrar:
    """Registers rights, in bulk or one at a time.

    Args:
        database: Where rights and embeddings go.
        images: Where image files go.
        describer: Gives what describes pictures; asked only when there is something to describe.
        limits: What an image may be at most.
        clock: Tells the time.
    """

    def __init__(
        self,
        *,
        database: Database,
        images: ImageStore,
        describer: Callable[[], ViewDescriber],
        limits: DecodeLimits,
        clock: Clock,
    ) -> None:
        self._database = database
        self._images = images
        self._describer = describer
        self._limits = limits
        self._clock = clock

    def register(
        self,
        rows: Iterable[RightRows | Rejected],
        *,
        read: Callable[[str], bytes],
        reject: Callable[[Rejected], None],
        advance: Callable[[int], None] = lambda _: None,
    ) -> RegistrationSummary:
        """Register rights batch by batch, and hand over what can't be registered.

        Costs a read, a decode and a forward pass per new image; an image that is registered
        already costs a read. A view that is rejected leaves what is registered of it as it was.

        Args:
            rows: Rights with their views' locations, and rows that were rejected on the way.
            read: Reads an image file by its location.
            reject: Is given each rejected row with the reason.
            advance: Is told after each batch how many rows are done.

        Raises:
            ModelMismatchError: what is registered was described by another model or version.
        """
        summary = RegistrationSummary()

        @cache
        def describer() -> ViewDescriber:
            chosen = self._describer()
            self._refuse_other_models(chosen)
            return chosen

        def count_and_reject(rejected: Rejected) -> None:
            summary.rejected += 1
            reject(rejected)

        with ThreadPoolExecutor(_READERS) as readers:
            for batch in _batches(rows):
                rights = [row for row in batch if isinstance(row, RightRows)]
                with self._database.read() as session:
                    stored = get_rights(session, {row.right.right_id for row in rights})
                for row in batch:
                    if isinstance(row, Rejected):
                        count_and_reject(row)
                prepared = self._prepare_all(rights, stored, read, readers, count_and_reject)
                self._save(prepared, describer, summary)
                advance(sum(_size(row) for row in batch))
        return summary

    def _prepare_all(
        self,
        rows: Sequence[RightRows],
        stored: Mapping[str, Right],
        read: Callable[[str], bytes],
        readers: ThreadPoolExecutor,
        reject: Callable[[Rejected], None],
    ) -> list[tuple[Right, list[_Prepared]]]:
        """Read and check the views of a batch side by side; return the rights that have any."""

        def prepare(job: tuple[RightRows, ViewRow]) -> _Prepared | Rejected:
            row, source = job
            return self._prepare(row, source, stored.get(row.right.right_id), read)

        outcomes = readers.map(prepare, [(row, source) for row in rows for source in row.views])
        result = []
        for row in rows:
            known = stored.get(row.right.right_id)
            prepared: list[_Prepared] = []
            for source in row.views:
                outcome = next(outcomes)
                if isinstance(outcome, Rejected):
                    reject(outcome)
                    prepared += _kept(source, known)
                else:
                    prepared.append(outcome)
            if prepared and not (known and known.withdrawn_at):
                views = tuple(view.view for view in prepared)
                result.append((replace(row.right, views=views), prepared))
        return result

    def _prepare(
        self,
        row: RightRows,
        source: ViewRow,
        known: Right | None,
        read: Callable[[str], bytes],
    ) -> _Prepared | Rejected:
        """Read, check and store one view's image; runs in a reader thread."""
        if known is not None and known.withdrawn_at is not None:
            return Rejected(
                row=source.row,
                field="right_id",
                value=known.right_id,
                reason=f"this right was withdrawn on {known.withdrawn_at:%Y-%m-%d}; to bring it "
                f"back run `lookalike rights restore {known.right_id}` first",
                id=known.right_id,
            )
        try:
            payload = read(source.location)
            for view in _kept(source, known):
                if view.view.image_sha256 == hashlib.sha256(payload).hexdigest():
                    return view
            image = decode(payload, limits=self._limits, max_side=DECODE_SIDE)
        except (FetchError, ImageError) as error:
            return Rejected(
                row=source.row,
                field="image",
                value=source.image,
                reason=str(error),
                id=row.right.right_id,
            )
        digest = self._images.put(payload)
        return _Prepared(View(source.name, digest, image.width, image.height), image)

    def _save(
        self,
        prepared: Sequence[tuple[Right, Sequence[_Prepared]]],
        describer: Callable[[], ViewDescriber],
        summary: RegistrationSummary,
    ) -> None:
        """Describe what is new, and commit descriptions and rights together."""
        images = {
            view.view.image_sha256: view.image
            for _, views in prepared
            for view in views
            if view.image is not None
        }
        new = describe_new(self._database, describer(), images) if images else {}
        with self._database.write() as session:
            if new:
                store_descriptions(session, describer(), new)
            for right, _ in prepared:
                summary.rights[save_right(session, right, now=self._clock())] += 1
                summary.views += len(right.views)

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


def _kept(source: ViewRow, known: Right | None) -> list[_Prepared]:
    """Return what is registered of this view already: nothing, or one."""
    views = known.views if known else ()
    return [_Prepared(replace(view, id=None), None) for view in views if view.name == source.name]


def _batches(rows: Iterable[RightRows | Rejected]) -> Iterator[list[RightRows | Rejected]]:
    """Group rows until a batch holds `_BATCH` views; a right is never split."""
    batch: list[RightRows | Rejected] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += _size(row)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(row: RightRows | Rejected) -> int:
    return len(row.views) if isinstance(row, RightRows) else 1
