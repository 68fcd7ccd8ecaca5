"""A digest of what a request's body says, whatever line a client puts between a form's parts."""

import hashlib
from email.message import Message


class BodyDigest:
    """SHA-256 of a body; in a form, the boundary that each sending makes up anew is left out.

    Args:
        content_type: The header of this name.
    """

    def __init__(self, content_type: str) -> None:
        header = Message()
        header["content-type"] = content_type
        boundary = header.get_boundary()
        self._boundary = boundary.encode("latin-1", "replace") if boundary else b""
        self._digest = hashlib.sha256(header.get_content_type().encode())
        self._tail = b""

    def update(self, piece: bytes) -> None:
        """Take the next piece of the body, whose cuts make no difference."""
        if not self._boundary:
            self._digest.update(piece)
            return
        *parts, rest = (self._tail + piece).split(self._boundary)
        for part in parts:
            self._digest.update(part + b"\0")
        # The beginning of a boundary may be at the end.
        kept = len(self._boundary) - 1
        cut = max(0, len(rest) - kept)
        self._digest.update(rest[:cut])
        self._tail = rest[cut:]

    def hexdigest(self) -> str:
        """Return the digest of everything."""
        whole = self._digest.copy()
        whole.update(self._tail)
        return whole.hexdigest()
