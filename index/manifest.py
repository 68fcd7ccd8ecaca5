"""What a snapshot says about itself, and what can be wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from index.inverted_lists import Tuning

FORMAT = 1
"""Changes whenever an older reader would misread a snapshot."""

REBUILD = "run `lookalike index rebuild`"


class SnapshotError(Exception):
    """There is no snapshot that can be used; the message says what to do."""


class SnapshotMissing(SnapshotError):  # noqa: N818  # an error only where one is needed
    """No snapshot has been written yet."""


class SnapshotCorrupt(SnapshotError):  # noqa: N818
    """A file is missing, truncated, or not what was written."""


class SnapshotForeign(SnapshotError):  # noqa: N818
    """The snapshot is of another model, or of another format."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Length in bytes and hex digest of a file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a snapshot and where it comes from.

    Attributes:
        dimension: Length of each vector or descriptor.
        count: Number of ids.
        model: Fingerprint of what made the vectors or descriptors.
        revision: The registry's revision up to which the snapshot holds all changes.
        created_at: When it was written.
        tuning: How inverted lists are searched; ``None`` where search is exact.
        files: Every other file of the snapshot by its name.
    """

    dimension: int
    count: int
    model: str
    revision: int
    created_at: datetime
    tuning: Tuning | None
    files: Mapping[str, FileEntry]

    @property
    def kind(self) -> str:
        """``exact`` or ``ivf``."""
        return "exact" if self.tuning is None else "ivf"

    def to_json(self) -> bytes:
        """Write JSON for people and for `from_json`."""
        content = {
            "format": FORMAT,
            "kind": self.kind,
            **asdict(self),
            "created_at": self.created_at.isoformat(),
        }
        return (json.dumps(content, indent=2) + "\n").encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read what `to_json` wrote.

        Raises:
            SnapshotForeign: it is of another format.
            SnapshotCorrupt: it is no manifest.
        """
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                msg = (
                    f"the index is of format {content['format']!r}, "
                    f"but this version reads format {FORMAT}; {REBUILD}"
                )
                raise SnapshotForeign(msg)
            tuning, files = content["tuning"], content["files"]
            return cls(
                dimension=int(content["dimension"]),
                count=int(content["count"]),
                model=str(content["model"]),
                revision=int(content["revision"]),
                created_at=datetime.fromisoformat(content["created_at"]),
                tuning=None if tuning is None else Tuning(**tuning),
                files={name: FileEntry(**entry) for name, entry in files.items()},
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            msg = f"the manifest of the index can't be read ({error!r}); {REBUILD}"
            raise SnapshotCorrupt(msg) from error
