"""``lookalike notices export``."""

from collections.abc import Iterable
from pathlib import Path

import typer

from api.cli.exit_codes import FAILED
from api.cli.notices import existing
from api.cli.output import say
from api.notices.evidence_pack import EvidencePack
from api.notices.export import items_csv, notice_document, to_json
from api.notices.signing import open_signer
from api.settings import Settings
from api.workspace import Workspace
from data.notices import Notice


def export(settings: Settings, notice_id: int, out: Path) -> None:
    """Write a notice as what the file's extension says; all of the file, or none."""
    workspace = Workspace.open(settings)
    pieces = _pieces(workspace, existing(workspace, notice_id), out)
    unfinished = out.with_name(f"{out.name}.partial")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    say(f"Wrote {out}, {out.stat().st_size:,} bytes.")
    if out.suffix == ".zip":
        say(f"`lookalike evidence verify {out}` checks every byte of it.")


def _pieces(workspace: Workspace, notice: Notice, out: Path) -> Iterable[bytes]:
    settings = workspace.settings
    match out.suffix:
        case ".json":
            return [to_json(notice_document(notice))]
        case ".csv":
            return (line.encode() for line in items_csv(notice))
        case ".zip":
            signer = open_signer(settings.key_folder)
            pack = EvidencePack(workspace.images, limits=settings.decode_limits, signer=signer)
            return pack.pieces(notice)
        case _:
            say(f"{out}: write a notice to a .json, .csv or .zip file.")
            raise typer.Exit(FAILED)
