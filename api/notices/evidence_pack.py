"""The evidence pack of a notice: one ZIP file with all that it rests on.

::

    images/…             each listing photo and registered view once, as it was sent
    items/0001/…         item.json with scores, versions, hashes and times, and drawn pictures
    notice.json, items.csv, notice.pdf
    manifest.json, manifest.sha256, manifest.sig

It holds no time of its making and nothing of chance: a notice gives the same bytes every time. It
comes piece by piece, with one view and a few photos in memory.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from typing import Any

from PIL import Image

from api.notices.export import item_document, items_csv, notice_document, to_json
from api.notices.item_pictures import PICTURE_SIDE, alignment_picture, region_picture
from api.notices.pack import Pack
from api.notices.signing import Signer
from api.notices.summary import Thumbnails, summary_pdf
from api.report.exhibits import SOURCE_SIDE
from api.report.pictures import jpeg
from data.decode import DecodedImage, DecodeLimits, ImageError, decode
from data.images import ImageStore
from data.notices import Notice, NoticeItem

_THUMBNAIL_SIDE = 320
_AT_ONCE = 16
"""Items that are held in memory."""

_WITH_PICTURES = 1_000
"""Items that the PDF shows pictures of; the pack itself has those of all."""

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """An image file of the store.

    Attributes:
        sha256: Its key.
        payload: The file; empty where it can't be read.
        image: Its pixels, if it can be decoded.
        problem: Why there is no file, or there are no pixels.
    """

    sha256: str
    payload: bytes = b""
    image: DecodedImage | None = None
    problem: str | None = None

    @property
    def pixels(self) -> Image.Image | None:
        """What a person is shown of it."""
        return None if self.image is None else self.image.pixels

    @property
    def name(self) -> str:
        """Its path in the pack."""
        kind = self.image.format if self.image is not None else ""
        return f"images/{self.sha256}.{_EXTENSIONS.get(kind, kind.lower() or 'bin')}"


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """An item with its files."""

    position: int
    item: NoticeItem
    photo: _Source
    view: _Source
    pictures: dict[str, bytes]
    thumbnails: Thumbnails

    @property
    def folder(self) -> str:
        """Where its files are in the pack."""
        return f"items/{self.position:04d}"


class EvidencePack:
    """Makes packs.

    Args:
        images: Where photos and views are.
        limits: What an image may be at most.
        signer: Signs the packs, if they are to be signed.
    """

    def __init__(
        self, images: ImageStore, *, limits: DecodeLimits, signer: Signer | None = None
    ) -> None:
        self._images = images
        self._limits = limits
        self._signer = signer

    def pieces(self, notice: Notice) -> Iterator[bytes]:
        """Yield the pack's bytes from the first to the last.

        An image that isn't there, or can't be decoded, is named as such in its item.
        """
        pack = Pack(self._signer)
        packed: set[str] = set()
        shown: dict[int, Thumbnails] = {}
        for drawn in self._all_drawn(notice):
            for source in (drawn.photo, drawn.view):
                if source.payload and source.sha256 not in packed:
                    packed.add(source.sha256)
                    yield from pack.add(source.name, source.payload)
            for name, payload in drawn.pictures.items():
                yield from pack.add(f"{drawn.folder}/{name}.jpg", payload)
            yield from pack.add(f"{drawn.folder}/item.json", to_json(_told(drawn)))
            if drawn.position <= _WITH_PICTURES:
                shown[drawn.position] = drawn.thumbnails
        yield from pack.add("notice.json", to_json(notice_document(notice)))
        yield from pack.add("items.csv", "".join(items_csv(notice)).encode())
        yield from pack.add("notice.pdf", summary_pdf(notice, shown))
        yield from pack.finish()

    def _all_drawn(self, notice: Notice) -> Iterator[_Drawn]:
        """Draw every item, some at once; by view, so that each is decoded once and forgotten."""
        items = sorted(enumerate(notice.items, 1), key=lambda pair: pair[1].view_sha256 or "")
        # Decoding and drawing happen outside the interpreter's lock.
        with ThreadPoolExecutor() as pool:
            for sha256, of_view in groupby(items, key=lambda pair: pair[1].view_sha256):
                view = self._source(sha256, "view")
                view_shown = _thumbnail(view.pixels)
                draw = partial(self._drawn, view=view, view_shown=view_shown)
                while chunk := list(islice(of_view, _AT_ONCE)):
                    yield from pool.map(draw, chunk)

    def _drawn(
        self, placed: tuple[int, NoticeItem], *, view: _Source, view_shown: bytes | None
    ) -> _Drawn:
        position, item = placed
        photo = self._source(item.photo_sha256, "photo")
        pictures = {}
        if photo.image is not None:
            region = region_picture(photo.image, item.hit.region)
            if region is not None:
                pictures["region"] = jpeg(region, PICTURE_SIDE)
            if view.image is not None:
                pictures.update(alignment_picture(photo.image, view.image, item))
        shown = pictures.get("region") or _thumbnail(photo.pixels)
        thumbnails = Thumbnails(shown, view_shown)
        return _Drawn(position, item, photo, view, pictures, thumbnails)

    def _source(self, sha256: str | None, what: str) -> _Source:
        if sha256 is None:
            return _Source("", problem=f"the {what} was not kept")
        try:
            payload = self._images.get(sha256)
        except OSError as error:
            return _Source(sha256, problem=str(error))
        try:
            image = decode(payload, limits=self._limits, max_side=SOURCE_SIDE)
        except ImageError as error:
            return _Source(sha256, payload, problem=str(error))
        return _Source(sha256, payload, image)


def _thumbnail(picture: Image.Image | None) -> bytes | None:
    return None if picture is None else jpeg(picture, _THUMBNAIL_SIDE)


def _told(drawn: _Drawn) -> dict[str, Any]:
    return {
        **item_document(drawn.position, drawn.item),
        "photo": _image_told(drawn.photo),
        "registered_view": _image_told(drawn.view),
        "pictures": {
            name: {
                "file": f"{drawn.folder}/{name}.jpg",
                "sha256": hashlib.sha256(payload).hexdigest(),
            }
            for name, payload in drawn.pictures.items()
        },
    }


def _image_told(source: _Source) -> dict[str, Any]:
    told: dict[str, Any] = {"sha256": source.sha256 or None}
    if source.payload:
        told["file"] = source.name
    if source.image is not None:
        told["width"], told["height"] = source.image.width, source.image.height
    if source.problem is not None:
        told["problem"] = source.problem
    return told
