"""``lookalike keys create|list|rotate|revoke``."""

from datetime import timedelta

import typer

from api.auth.api_keys import NewKey, make_key, new_secret
from api.auth.policy import COLUMNS, POLICY
from api.auth.principal import EVERY_SCOPE
from api.auth.rate_limits import parse_rate
from api.cli.exit_codes import FAILED
from api.cli.output import say, table
from api.settings import Settings
from api.workspace import Workspace
from data.access import Scope
from data.actors import Role
from data.db.access.keys import add_key, get_key, list_keys, revoke_key, rotate_key


def create(
    settings: Settings,
    name: str,
    role: Role,
    *,
    parties: list[str],
    scopes: list[Scope],
    days: int,
    rate_limit: str | None,
) -> None:
    """Make a key and print it, this once."""
    if rate_limit is not None:
        parse_rate(rate_limit)
    workspace = Workspace.open(settings)
    made = make_key(
        name,
        role,
        parties=tuple(parties),
        scopes=frozenset(scopes) or EVERY_SCOPE,
        rate_limit=rate_limit,
        now=workspace.clock(),
        lifetime=timedelta(days=days),
    )
    with workspace.database.write() as session:
        add_key(session, made.key, made.secret)
    _show(made)


def list_all(settings: Settings) -> None:
    """Print what is known of each key."""
    workspace = Workspace.open(settings)
    now = workspace.clock()
    with workspace.database.read() as session:
        keys = list_keys(session)
    rows = [
        (
            key.key_id,
            key.name,
            key.role,
            "; ".join(key.parties),
            "all" if key.scopes == EVERY_SCOPE else " ".join(sorted(key.scopes)),
            "revoked" if key.revoked_at else "expired" if key.expires_at <= now else "good",
            f"{key.expires_at:%Y-%m-%d}",
            f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never",
        )
        for key in keys
    ]
    if rows:
        table(("key", "name", "role", "stands for", "scopes", "is", "expires", "last used"), rows)
    say(f"{len(rows):,} keys")


def rotate(settings: Settings, key_id: str, overlap_hours: int) -> None:
    """Give a key a new secret and print it, this once."""
    workspace = Workspace.open(settings)
    secret, overlap = new_secret(), timedelta(hours=overlap_hours)
    with workspace.database.write() as session:
        done = rotate_key(session, key_id, secret, now=workspace.clock(), overlap=overlap)
        key = get_key(session, key_id)
    if not done or key is None:
        _unknown(key_id)
    else:
        _show(NewKey(key, secret))
        say(f"The secret before it is good for {overlap_hours} hours yet.")


def revoke(settings: Settings, key_ids: list[str]) -> None:
    """Have keys be refused from now on."""
    workspace = Workspace.open(settings)
    for key_id in key_ids:
        with workspace.database.write() as session:
            done = revoke_key(session, key_id, now=workspace.clock())
        if not done:
            _unknown(key_id)
        say(f"{key_id}: revoked")


def show_roles() -> None:
    """Print the table of who may do what."""
    rows = [
        (operation, access.scope, *access.rules) for operation, access in sorted(POLICY.items())
    ]
    table(("operation", "scope", *COLUMNS), rows)


def _show(made: NewKey) -> None:
    say(made.token)
    say(
        f"Keep it: it can't be shown again. It is good until {made.key.expires_at:%Y-%m-%d} for a "
        f"{made.key.role.value}."
    )


def _unknown(key_id: str) -> None:
    say(f"There is no key {key_id!r} that isn't revoked.")
    raise typer.Exit(FAILED)
