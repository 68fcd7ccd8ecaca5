"""Signatures under packs (Ed25519, RFC 8032): a forger who hashes anew can't sign anew."""

import os
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_FILE = "evidence-ed25519.pem"
_RAW = serialization.Encoding.Raw


class SigningKeyError(ValueError):
    """A key can't be used; the message says what to do."""


class Signer:
    """Signs with one private key, which never leaves it."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public_key(self) -> str:
        """The key by which others check the signatures, as 64 hex digits."""
        raw = self._key.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
        return raw.hex()

    def sign(self, payload: bytes) -> bytes:
        """Return a signature file: 128 hex digits and a line's end."""
        return self._key.sign(payload).hex().encode() + b"\n"


def open_signer(folder: Path) -> Signer:
    """Return the signer whose key is kept in a folder; the first time, make the key.

    Raises:
        SigningKeyError: the file holds no such key, or others than its owner may read it.
        OSError: the file can't be read or written.
    """
    path = folder / _FILE
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise SigningKeyError(f"{path} may be read by others than its owner: run chmod 600 on it")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyError(f"{path} holds no private key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError(f"{path} holds a key that is not of Ed25519")
    return Signer(key)


def is_signed(payload: bytes, signature: bytes, public_key: str) -> bool:
    """Say whether a signature file is that of a payload by a public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        raw = bytes.fromhex(signature.decode("ascii"))
        key.verify(raw, payload)
    except (ValueError, InvalidSignature):
        return False
    return signature == raw.hex().encode() + b"\n"


def parse_public_key(text: str) -> str:
    """Return a public key as 64 hex digits.

    Raises:
        SigningKeyError: it is none.
    """
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.strip()))
    except ValueError:
        raise SigningKeyError(
            f"{text!r} is no public key: give the 64 hex digits that `lookalike evidence key` shows"
        ) from None
    return text.strip().lower()


def _create(path: Path) -> None:
    """Make a key; where another process has just made one, that one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    payload = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(unfinished)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink(missing_ok=True)
