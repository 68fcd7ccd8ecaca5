"""``lookalike privacy export|erase|expire``."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from api.cli.output import say
from api.settings import Settings
from api.workspace import Workspace
from data.db.access import privacy


def export(settings: Settings, seller_id: str, out: Path) -> None:
    """Write what is stored of a seller as JSON."""
    workspace = Workspace.open(settings)
    with workspace.database.read() as session:
        found = privacy.export_seller(session, seller_id)
    out.write_text(json.dumps(found, indent=2, ensure_ascii=False, default=str) + "\n")
    rows = sum(map(len, found.values()))
    say(f"{rows:,} rows of {len(found)} tables in {out}")


def erase(settings: Settings, seller_id: str) -> None:
    """Put a pseudonym in a seller's place."""
    workspace = Workspace.open(settings)
    with workspace.database.write() as session:
        stand_in = privacy.erase_seller(
            session, seller_id, now=workspace.clock(), new_pseudonym=_pseudonym
        )
    say(f"Nothing leads to the seller any more; {stand_in} is in their place.")


def expire(settings: Settings) -> None:
    """Remove what the settings' times are over for."""
    workspace = Workspace.open(settings)
    now = workspace.clock()
    with workspace.database.write() as session:
        expired = privacy.expire(
            session,
            hits_before=_before(now, settings.retain_hits_days),
            sellers_before=_before(now, settings.retain_sellers_days),
            now=now,
            new_pseudonym=_pseudonym,
        )
    say(f"{expired.hits:,} hits removed, {expired.sellers:,} sellers erased")


def _before(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)


def _pseudonym() -> str:
    return f"{privacy.PSEUDONYM}{secrets.token_hex(8)}"
