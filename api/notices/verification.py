"""Checking a pack with nothing but the pack: no network, no database, no key of one's own.

Without a signature, a pack shows that it is as it was written; whoever could write it anew could
also hash it anew. With one, only who has the private key could: compare the signer with the key
that the sender has published, or require that key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.notices.pack_manifest import (
    CHECKSUM,
    LARGEST,
    MANIFEST,
    SIGNATURE,
    PackManifest,
    PackManifestError,
    checksum,
    is_safe,
)
from api.notices.scan import Damage, Scan, Scanned
from api.notices.signing import is_signed

_ABOUT_MANIFEST = frozenset({MANIFEST, CHECKSUM, SIGNATURE})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was packed.

    Attributes:
        place: The file, or the part of the pack.
        problem: What is wrong with it.
    """

    place: str
    problem: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found in a pack.

    Attributes:
        files: How many files were read.
        findings: What is wrong; empty for an intact pack.
        manifest_sha256: Hash of the manifest, which names the pack's contents in full.
        signer: Public key by which the pack is signed, if its signature is good.
    """

    files: int
    findings: tuple[Finding, ...]
    manifest_sha256: str | None = None
    signer: str | None = None

    @property
    def intact(self) -> bool:
        """Whether every byte is as it was packed."""
        return not self.findings


def verify_pack(path: Path, *, key: str | None = None) -> Verification:
    """Check every byte of a pack.

    Args:
        path: The pack.
        key: The public key that has to have signed it, in hex; any or none unless given.

    Raises:
        OSError: the file can't be read.
    """
    files: dict[str, Scanned] = {}
    findings: list[Finding] = []
    with path.open("rb") as opened:
        for found in Scan(opened, _ABOUT_MANIFEST, LARGEST):
            if isinstance(found, Damage):
                findings.append(Finding(found.place, f"byte {found.offset}: {found.problem}"))
            elif found.name in files:
                findings.append(Finding(found.name, "it is in the pack twice"))
            else:
                files[found.name] = found
    findings += [Finding(name, "this name is not a pack's") for name in files if not is_safe(name)]
    manifest = files.get(MANIFEST)
    if manifest is None or manifest.payload is None:
        findings.append(Finding(MANIFEST, "it is missing, so what was packed is not known"))
        return Verification(len(files), tuple(findings))
    try:
        listed = PackManifest.from_bytes(manifest.payload)
    except PackManifestError as error:
        findings.append(Finding(MANIFEST, str(error)))
        return Verification(len(files), tuple(findings), manifest.sha256)
    findings += _of_files(listed, files)
    signed, problems = _signature(listed, manifest.payload, files, key)
    findings += problems
    return Verification(
        len(files), tuple(findings), manifest.sha256, listed.signer if signed else None
    )


def _of_files(manifest: PackManifest, files: dict[str, Scanned]) -> Iterator[Finding]:
    for name, packed in manifest.files.items():
        found = files.get(name)
        if found is None:
            yield Finding(name, "it is missing")
        elif (found.sha256, found.size) != (packed.sha256, packed.size):
            yield Finding(
                name, f"its contents were changed: sha256 {found.sha256}, packed {packed.sha256}"
            )
    for name in sorted(files.keys() - manifest.files.keys() - _ABOUT_MANIFEST):
        yield Finding(name, "it was added: the manifest does not list it")


def _signature(
    manifest: PackManifest, payload: bytes, files: dict[str, Scanned], key: str | None
) -> tuple[bool, list[Finding]]:
    """Return whether the manifest is signed, and what is wrong with it, checksum included."""
    problems = []
    hashed = files.get(CHECKSUM)
    if hashed is None or hashed.payload != checksum(payload):
        problems.append(Finding(MANIFEST, f"its contents do not fit {CHECKSUM}"))
    signature = files.get(SIGNATURE)
    signed = False
    if manifest.signer is not None:
        given = signature.payload if signature is not None else None
        signed = given is not None and is_signed(payload, given, manifest.signer)
        if not signed:
            problems.append(Finding(SIGNATURE, "the manifest is not what its signer signed"))
    elif signature is not None:
        problems.append(Finding(SIGNATURE, "there is a signature where the manifest names none"))
    if key is not None and not (signed and manifest.signer == key):
        problems.append(Finding(SIGNATURE, f"the pack is not signed by {key}"))
    return signed, problems
