from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.notices.signing import Signer, SigningKeyError, is_signed, open_signer, parse_public_key


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "keys"
    first = open_signer(folder)
    assert open_signer(folder).public_key == first.public_key
    (key,) = folder.iterdir()
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    with pytest.raises(SigningKeyError, match="chmod 600"):
        open_signer(folder)


def test_what_is_no_key_is_told(tmp_path: Path) -> None:
    open_signer(tmp_path)
    (key,) = tmp_path.iterdir()
    key.write_bytes(b"nothing")
    with pytest.raises(SigningKeyError, match="no private key"):
        open_signer(tmp_path)
    key.write_bytes(
        X25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(SigningKeyError, match="not of Ed25519"):
        open_signer(tmp_path)


def test_a_signature_holds_for_its_payload_and_key(signer: Signer, tmp_path: Path) -> None:
    signature = signer.sign(b"payload")
    assert is_signed(b"payload", signature, signer.public_key)
    assert not is_signed(b"payload.", signature, signer.public_key)
    assert not is_signed(b"payload", signature, open_signer(tmp_path).public_key)
    assert not is_signed(b"payload", signature.upper(), signer.public_key)
    assert not is_signed(b"payload", b"\xff", signer.public_key)
    assert not is_signed(b"payload", signature, "00")


def test_public_keys_are_read_as_people_paste_them(signer: Signer) -> None:
    assert parse_public_key(f" {signer.public_key.upper()}\n") == signer.public_key
    with pytest.raises(SigningKeyError, match="64 hex digits"):
        parse_public_key("abc")
