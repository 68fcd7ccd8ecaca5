"""Everything that lives under one home, put together once and opened when first needed."""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Self

from api.cases.casework import Casework
from api.cases.deadlines import Terms
from api.cases.photos import photo_fingerprints
from api.cases.procedure import Procedure
from api.registration import Registrar
from api.scoring.pipeline import Scorer, Selection
from api.settings import Settings
from data.access import Acting
from data.clock import Clock, utc_now
from data.db import Database
from data.fetch import Fetcher, read_location
from data.images import FsspecImageStore, ImageStore
from data.records import Channel
from detector.calibration import Calibration, load_calibration
from detector.description import ALL_CHANNELS, PhotoDescriber, ViewDescriber
from detector.detector import Detector
from detector.embedding import Embedder, load_embedder
from detector.gallery import EditionSource, Gallery
from detector.regions import RegionProposer, SalientRegions
from detector.verification import Verifier
from detector.wordmark import TextReader

_IMPERSONAL = frozenset(
    {
        "_text_reader",
        "calibration",
        "describer",
        "detector",
        "embedder",
        "fetcher",
        "gallery",
        "images",
        "regions",
        "whole_database",
    }
)
"""Parts that are the same for everybody: they take long to load, or see all that is registered."""


class Workspace:
    """The parts of an installation, wired to each other.

    Opening one is cheap: the model is loaded when it is first needed, which takes seconds.

    Args:
        settings: Where things are.
        clock: Tells the time.
    """

    def __init__(self, settings: Settings, *, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self._home = settings.home.expanduser().absolute()
        self._acting = Acting(settings.actor, settings.command)

    @classmethod
    def open(cls, settings: Settings, *, clock: Clock = utc_now) -> Self:
        """Open a home; a new one gets its folder and its tables.

        Raises:
            data.db.SchemaError: the database is of another version.
            data.db.DatabaseUnavailableError: the database can't be reached.
        """
        workspace = cls(settings, clock=clock)
        workspace._home.mkdir(parents=True, exist_ok=True)
        workspace.database.prepare()
        return workspace

    def close(self) -> None:
        """Let go of the database's connections."""
        self.whole_database.close()

    def acting(self, acting: Acting) -> Self:
        """Return the installation as somebody uses it: nothing out of their reach is there.

        The model and the gallery are shared, for they see everything and tell nobody.
        """
        used = copy(self)
        used._acting = acting
        # Before it is copied, so that there is one pool of connections.
        used.__dict__["whole_database"] = self.whole_database
        for name in used.__dict__.keys() - _IMPERSONAL:
            if isinstance(getattr(type(self), name, None), cached_property):
                del used.__dict__[name]
        return used

    @property
    def actor(self) -> str:
        """Who uses the installation."""
        return self._acting.actor

    @cached_property
    def database(self) -> Database:
        """What is stored, as far as whoever uses it may see and change it."""
        return self.whole_database.acting(self._acting, self.clock)

    @cached_property
    def whole_database(self) -> Database:
        """Everything that is stored, for what nobody in particular does: it is not audited."""
        return Database(self.settings.database_url or f"sqlite:///{self._home / 'lookalike.db'}")

    @cached_property
    def images(self) -> ImageStore:
        """The image files of what is registered."""
        return FsspecImageStore(self.settings.images_url or str(self._home / "images"))

    @cached_property
    def fetcher(self) -> Fetcher:
        """Downloads images that are named by URL."""
        return Fetcher(
            max_bytes=self.settings.max_image_bytes,
            allow_private=self.settings.allow_private_urls,
        )

    def read(self, location: str) -> bytes:
        """Read an image file by path or URL; see `data.fetch.read_location`."""
        return read_location(location, self.fetcher, max_bytes=self.settings.max_image_bytes)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model."""
        return load_embedder(self.settings.model)

    @cached_property
    def describer(self) -> ViewDescriber:
        """What makes registered pictures comparable."""
        return ViewDescriber(self.embedder)

    @property
    def calibrations(self) -> Path:
        """Folder of the calibrations fitted here; it comes before those that are shipped."""
        return self._home / "calibrations"

    @cached_property
    def gallery(self) -> Gallery:
        """The registered views as one searchable set."""
        return Gallery(self.whole_database, self._home / "index", self.describer)

    @cached_property
    def calibration(self) -> Calibration:
        """What turns the model's similarities into probabilities."""
        return load_calibration(self.embedder.fingerprint, self.calibrations)

    @cached_property
    def regions(self) -> RegionProposer:
        """Names the parts of a photo to look at."""
        return SalientRegions()

    @cached_property
    def detector(self) -> Detector:
        """The one way from photos to hits."""
        return self.detector_over(self.gallery)

    def detector_over(
        self,
        gallery: EditionSource,
        *,
        channels: frozenset[Channel] = ALL_CHANNELS,
        regions: RegionProposer | None = None,
    ) -> Detector:
        """Make a detector for measuring.

        Args:
            gallery: What photos are matched against.
            channels: The channels that are heard.
            regions: Names the parts of a photo to embed; as always unless given.
        """
        describer = PhotoDescriber(
            self.embedder, regions or self.regions, self.text_reader, channels=channels
        )
        return Detector(describer, gallery, self.calibration, Verifier())

    def text_reader(self) -> TextReader:
        """Return what reads text, loading its models the first time, which takes a second."""
        return self._text_reader

    @cached_property
    def _text_reader(self) -> TextReader:
        from detector.wordmark.reader import RapidOcrReader

        return RapidOcrReader()

    def scorer(self, selection: Selection, read: Callable[[str], bytes] | None = None) -> Scorer:
        """Make a scorer of listings.

        Args:
            selection: Which hits are reported.
            read: Reads an image file by its location; by path or URL unless given.
        """
        return Scorer(
            self.detector,
            read=read or self.read,
            limits=self.settings.decode_limits,
            clock=self.clock,
            selection=selection,
        )

    @cached_property
    def casework(self) -> Casework:
        """The one way to change a case."""
        return Casework(
            self.database,
            Procedure(Terms(two_person_value=self.settings.two_person_value)),
            fingerprints=photo_fingerprints(self.images, self.settings.decode_limits),
            clock=self.clock,
        )

    @cached_property
    def registrar(self) -> Registrar:
        """The one way into the registry."""
        return Registrar(
            database=self.database,
            images=self.images,
            describer=lambda: self.describer,
            limits=self.settings.decode_limits,
            clock=self.clock,
            actor=self.actor,
        )
