"""A manifest's views made ready to be registered: read, checked and stored."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from data.decode import DecodedImage, DecodeLimits, ImageError, decode
from data.fetch import FetchError
from data.manifest import Rejected, RightRows, ViewRow
from data.manifest.cells import CellError
from data.manifest.polygons import check_inside
from data.records import Right, View
from detector.description import DECODE_SIDE


@dataclass(frozen=True, slots=True)
class PreparedView:
    """A view whose image is stored; with its pixels, unless it was described before."""

    view: View
    image: DecodedImage | None


@dataclass(frozen=True, slots=True)
class ViewPreparation:
    """Makes views ready; any number of threads may use it at once.

    Attributes:
        read: Reads an image file by its location.
        keep: Stores an image file and returns its sha256.
        limits: What an image may be at most.
    """

    read: Callable[[str], bytes]
    keep: Callable[[bytes], str]
    limits: DecodeLimits

    def __call__(
        self, row: RightRows, source: ViewRow, known: Right | None
    ) -> PreparedView | Rejected:
        """Read, check and store one view's image.

        Args:
            row: The right that the view is of.
            source: The view.
            known: What is registered of the right already.
        """

        def rejected(field: str, value: str | None, reason: object) -> Rejected:
            return Rejected(source.row, row.right.right_id, field, value, str(reason))

        if known is not None and known.withdrawn_at is not None:
            return rejected(
                "right_id",
                known.right_id,
                f"this right was withdrawn on {known.withdrawn_at:%Y-%m-%d}; to bring it back run "
                f"`lookalike rights restore {known.right_id}` first",
            )
        try:
            payload = self.read(source.location)
            before = registered_view(source, known)
            if before is not None and _is_the_same(before, payload, source):
                return PreparedView(replace(before, form=source.form), None)
            image = decode(payload, limits=self.limits, max_side=DECODE_SIDE)
            check_inside(source.disclaimed, image.width, image.height)
        except (FetchError, ImageError) as error:
            return rejected("image", source.image, error)
        except CellError as error:
            return rejected(error.field, str(error.value), error)
        digest = self.keep(payload)
        view = View(
            source.name,
            digest,
            image.width,
            image.height,
            form=source.form,
            disclaimed=source.disclaimed,
        )
        return PreparedView(view, image)


def registered_view(source: ViewRow, known: Right | None) -> View | None:
    """Return what is registered of a view already."""
    views = known.views if known else ()
    return next((replace(view, id=None) for view in views if view.name == source.name), None)


def sha256_of(payload: bytes) -> str:
    """Return what an image store would call a file, without storing it."""
    return hashlib.sha256(payload).hexdigest()


def _is_the_same(view: View, payload: bytes, source: ViewRow) -> bool:
    return view.disclaimed == source.disclaimed and view.image_sha256 == sha256_of(payload)
