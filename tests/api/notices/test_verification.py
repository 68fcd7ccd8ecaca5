"""Whatever is done to a pack, verifying it finds and names it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.notices.pack import Pack
from api.notices.signing import Signer
from api.notices.verification import Verification, verify_pack

WritePack = Callable[..., Path]

FILES = {
    "notice.json": b'{"notice_id": 1}',
    "images/aa.jpg": bytes(range(256)) * 5,
    "items/0001/item.json": b"{}",
    "items/0001/region.jpg": b"\xff\xd8\xff\xe0",
}


def places(found: Verification) -> set[str]:
    return {finding.place for finding in found.findings}


def test_what_was_packed_is_intact(write_pack: WritePack, signer: Signer) -> None:
    unsigned = verify_pack(write_pack(FILES))
    assert unsigned.intact
    assert unsigned.signer is None
    path = write_pack(FILES, signer)
    signed = verify_pack(path, key=signer.public_key)
    assert signed.intact
    assert signed.signer == signer.public_key
    assert signed.files == len(FILES) + 3
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        manifest = opened.read("manifest.json")
        assert opened.read("manifest.sha256").decode().split()[0] == signed.manifest_sha256
    assert hashlib.sha256(manifest).hexdigest() == signed.manifest_sha256
    assert json.loads(manifest)["files"].keys() == FILES.keys()


def test_the_same_files_make_the_same_bytes(write_pack: WritePack, signer: Signer) -> None:
    first = write_pack(FILES, signer).read_bytes()
    assert write_pack(FILES, signer).read_bytes() == first


@pytest.mark.parametrize("flipped", [0x01, 0x80])
def test_every_single_changed_byte_is_found(
    write_pack: WritePack, signer: Signer, flipped: int
) -> None:
    path = write_pack(FILES, signer)
    whole = path.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= flipped
        path.write_bytes(changed)
        assert not verify_pack(path).intact, place


def test_a_changed_file_is_named(write_pack: WritePack) -> None:
    path = write_pack(FILES)
    whole = path.read_bytes()
    for name, payload in FILES.items():
        at = whole.index(payload, whole.index(name.encode()))
        path.write_bytes(whole[:at] + bytes([payload[0] ^ 1]) + whole[at + 1 :])
        found = verify_pack(path)
        assert places(found) == {name}
        assert any("contents were changed" in finding.problem for finding in found.findings)


def test_a_pack_that_was_cut_off_anywhere_is_found(write_pack: WritePack) -> None:
    path = write_pack(FILES)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert not verify_pack(path).intact, length
    path.write_bytes(whole[: whole.index(b"items/0001/region.jpg") + 23])
    assert "items/0001/region.jpg" in places(verify_pack(path))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_put_in_or_taken_out_anywhere_are_found(
    write_pack: WritePack, data: st.DataObject
) -> None:
    path = write_pack(FILES)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    gone = data.draw(st.integers(0, 40))
    new = data.draw(st.binary(max_size=40))
    changed = whole[:at] + new + whole[at + gone :]
    path.write_bytes(changed)
    assert verify_pack(path).intact == (changed == whole)


def test_what_comes_after_damage_is_still_read(write_pack: WritePack) -> None:
    path = write_pack(FILES)
    whole = path.read_bytes()
    start = whole.index(b"images/aa.jpg") - 30
    path.write_bytes(whole[:start] + b"\0" + whole[start + 1 :])
    found = verify_pack(path)
    assert places(found) == {"after notice.json", "images/aa.jpg"}
    assert found.files == len(FILES) + 1


def forged(files: dict[str, bytes], signer: Signer | None = None) -> bytes:
    pack = Pack(signer)
    pieces = [piece for name, payload in files.items() for piece in pack.add(name, payload)]
    return b"".join([*pieces, *pack.finish()])


def test_a_forger_who_hashes_anew_needs_the_key(write_pack: WritePack, signer: Signer) -> None:
    path = write_pack(FILES, signer)
    other = Signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    for forger in (None, other):
        path.write_bytes(forged({**FILES, "notice.json": b'{"notice_id": 2}'}, forger))
        assert verify_pack(path).intact
        assert verify_pack(path).signer != signer.public_key
        required = verify_pack(path, key=signer.public_key)
        assert "is not signed by" in required.findings[0].problem


def test_a_signature_is_of_this_manifest_alone(write_pack: WritePack, signer: Signer) -> None:
    genuine = write_pack(FILES, signer).read_bytes()
    other = write_pack({**FILES, "notice.json": b'{"notice_id": 2}'}, signer)
    signature = genuine[genuine.index(b"manifest.sig") + 12 :][:129]
    whole = other.read_bytes()
    at = whole.index(b"manifest.sig") + 12
    other.write_bytes(whole[:at] + signature + whole[at + 129 :])
    found = verify_pack(other)
    assert found.signer is None
    assert "manifest.sig" in places(found)


def rezipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as opened:
        for name, payload in files.items():
            opened.writestr(name, payload)


def unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_files_added_or_missing_are_named(write_pack: WritePack) -> None:
    path = write_pack(FILES)
    files = unzipped(path)
    del files["images/aa.jpg"]
    rezipped(path, {**files, "images/bb.jpg": b"new"})
    found = verify_pack(path)
    assert {"images/aa.jpg", "images/bb.jpg"} <= places(found)


def test_a_pack_that_was_packed_again_is_told(write_pack: WritePack) -> None:
    path = write_pack(FILES)
    rezipped(path, unzipped(path), zipfile.ZIP_DEFLATED)
    problems = [finding.problem for finding in verify_pack(path).findings]
    assert any("packed again" in problem for problem in problems)


def test_names_that_leave_the_folder_are_told(write_pack: WritePack) -> None:
    path = write_pack(FILES)
    names = ["../../etc/passwd", "/etc/passwd", "C:\\x", "a/../b", "a//b", "a\nb", "..", "ü"]
    rezipped(path, {**unzipped(path), **dict.fromkeys(names, b"x")})
    problems = {(finding.place, finding.problem) for finding in verify_pack(path).findings}
    for name in names:
        assert (name, "this name is not a pack's") in problems
    with pytest.raises(ValueError, match="can't be the name"):
        list(Pack().add("../up", b""))


def test_the_same_name_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(forged(FILES))
    files = unzipped(path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name, payload in files.items():
            opened.writestr(name, payload)
        with pytest.warns(UserWarning, match="Duplicate"):
            opened.writestr("notice.json", b"other")
    path.write_bytes(buffer.getvalue())
    assert ("notice.json", "it is in the pack twice") in {
        (finding.place, finding.problem) for finding in verify_pack(path).findings
    }


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("zeros", bytes(50 * 2**20))
    assert path.stat().st_size < 2**17
    found = verify_pack(path)
    assert "zeros" in places(found)
    assert "manifest.json" in places(found)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"format": "lookalike-evidence-pack", "version": 2}',
        b'{"format": "lookalike-evidence-pack", "version": 1, "signer": "me", "files": {}}',
        b'{"format": "lookalike-evidence-pack", "version": 1, "signer": null, "files": {"a": {}}}',
    ],
)
def test_a_manifest_that_is_none_is_told(write_pack: WritePack, manifest: bytes) -> None:
    path = write_pack(FILES)
    rezipped(path, {**unzipped(path), "manifest.json": manifest})
    assert "manifest.json" in places(verify_pack(path))


@given(payload=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_it(tmp_path: Path, payload: bytes) -> None:
    path = tmp_path / "anything.zip"
    path.write_bytes(payload)
    assert not verify_pack(path).intact
    path.write_bytes(b"PK\3\4" + payload)
    assert not verify_pack(path).intact
