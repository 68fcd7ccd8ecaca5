"""``lookalike evidence verify|key``."""

from pathlib import Path

import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say
from api.notices.signing import open_signer, parse_public_key
from api.notices.verification import verify_pack
from api.settings import Settings

_SHOWN = 200
"""Findings that are printed at most."""


def verify(path: Path, key: str | None) -> None:
    """Check a pack, and print what was found."""
    found = verify_pack(path, key=None if key is None else parse_public_key(key))
    for finding in found.findings[:_SHOWN]:
        # Names in a pack are hostile: none gets to move the cursor.
        say(f"{finding.place!r}: {finding.problem}")
    if len(found.findings) > _SHOWN:
        say(f"and {len(found.findings) - _SHOWN:,} more")
    if not found.intact:
        say(f"TAMPERED: {path} is not as it was packed.")
        raise typer.Exit(FAILED)
    say(f"Intact: {found.files:,} files, manifest sha256 {found.manifest_sha256}.")
    if found.signer is None:
        say("It is not signed: whoever can write it anew can also hash it anew.")
    elif key is not None:
        say(f"Signed by {found.signer}, as required.")
    else:
        say(f"Signed by {found.signer}: compare this with the key that its maker has published.")


def print_key(settings: Settings) -> None:
    """Print the public key; the first time, make the pair."""
    say(open_signer(settings.key_folder).public_key)
