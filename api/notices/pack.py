"""Writing a pack: files into a container, and at its end what they can be checked by."""

import hashlib
from collections.abc import Iterator

from api.notices.container import Container
from api.notices.pack_manifest import (
    CHECKSUM,
    MANIFEST,
    SIGNATURE,
    PackedFile,
    PackManifest,
    checksum,
    is_safe,
)
from api.notices.signing import Signer


class Pack:
    """A pack that is made piece by piece: what is returned is to be written in that order.

    Args:
        signer: Signs the pack, if it is to be signed.
    """

    def __init__(self, signer: Signer | None = None) -> None:
        self._signer = signer
        self._container = Container()
        self._files: dict[str, PackedFile] = {}

    def add(self, name: str, payload: bytes) -> Iterator[bytes]:
        """Put a file in.

        Raises:
            ValueError: the name is in the pack already, or is not one that is safe everywhere.
        """
        if name in self._files or not is_safe(name):
            raise ValueError(f"{name!r} can't be the name of a file in this pack")
        self._files[name] = PackedFile(hashlib.sha256(payload).hexdigest(), len(payload))
        yield from self._container.add(name, payload)

    def finish(self) -> Iterator[bytes]:
        """Put the manifest in, with its checksum and signature, and end the pack."""
        signer = self._signer.public_key if self._signer else None
        manifest = PackManifest(self._files, signer).to_bytes()
        yield from self._container.add(MANIFEST, manifest)
        yield from self._container.add(CHECKSUM, checksum(manifest))
        if self._signer is not None:
            yield from self._container.add(SIGNATURE, self._signer.sign(manifest))
        yield self._container.finish()
