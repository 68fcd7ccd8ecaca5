"""The list of a pack's files with their hashes, which is what is signed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MANIFEST: Final = "manifest.json"
CHECKSUM: Final = "manifest.sha256"
SIGNATURE: Final = "manifest.sig"
LARGEST: Final = 2**28
"""Bytes of a manifest that are read at most: enough for a million files."""

_FORMAT = "lookalike-evidence-pack"
_VERSION = 1
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class PackManifestError(ValueError):
    """This is no manifest of a pack."""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """What a manifest says of one file."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PackManifest:
    """What a pack holds.

    Attributes:
        files: Every file but the manifest itself, its checksum and its signature.
        signer: Public key by which the manifest is signed, in hex.
    """

    files: Mapping[str, PackedFile]
    signer: str | None = None

    def to_bytes(self) -> bytes:
        """Return the manifest file: the same bytes for equal manifests."""
        content = {
            "format": _FORMAT,
            "version": _VERSION,
            "signer": self.signer,
            "files": {
                name: {"sha256": file.sha256, "size": file.size}
                for name, file in self.files.items()
            },
        }
        return (json.dumps(content, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "PackManifest":
        """Read a manifest file.

        Raises:
            PackManifestError: it is none, or is of another version.
        """
        try:
            content = json.loads(payload)
            if content["format"] != _FORMAT or content["version"] != _VERSION:
                raise PackManifestError(
                    f"it is no manifest of version {_VERSION}; a newer Lookalike may know it"
                )
            files = {name: _packed(entry) for name, entry in content["files"].items()}
            signer = content["signer"]
        except PackManifestError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise PackManifestError(f"it can't be read: {type(error).__name__}: {error}") from error
        if signer is not None and not (isinstance(signer, str) and _SHA256.fullmatch(signer)):
            raise PackManifestError("its signer is no public key")
        return cls(files, signer)


def checksum(manifest: bytes) -> bytes:
    """Return a manifest's checksum file, which ``sha256sum -c`` reads too."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def is_safe(name: str) -> bool:
    """Say whether a name stays in the folder it is unpacked into, on any system."""
    return _NAME.fullmatch(name) is not None


def _packed(entry: Mapping[str, Any]) -> PackedFile:
    sha256, size = entry["sha256"], entry["size"]
    if not isinstance(size, int) or not _SHA256.fullmatch(sha256):
        raise PackManifestError("it holds something that is no hash, or no size")
    return PackedFile(sha256, size)
