"""``lookalike keys|audit|privacy``: wiring, as in `api.cli.main`."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import Home, settings_for
from data.access import Scope
from data.actors import Role

keys_app = typer.Typer(help="Make, renew and revoke API keys.", no_args_is_help=True)
audit_app = typer.Typer(help="Check and export the audit log.", no_args_is_help=True)
privacy_app = typer.Typer(help="Export, erase and expire personal data.", no_args_is_help=True)


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    role: Annotated[Role, typer.Option("--role", help="What its holder is.")],
    party: Annotated[
        list[str] | None,
        typer.Option("--for", help="The owner, agent or seller_id that the holder stands for."),
    ] = None,
    scope: Annotated[
        list[Scope] | None, typer.Option("--scope", help="Only this; all of the role's otherwise.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="Good for so long.")] = 90,
    rate_limit: Annotated[
        str | None, typer.Option("--rate-limit", help="Such as 100/minute.")
    ] = None,
    home: Home = None,
) -> None:
    """Make an API key and print it, this once."""
    from api.cli.keys import create

    create(
        settings_for(home),
        name,
        role,
        parties=party or [],
        scopes=scope or [],
        days=days,
        rate_limit=rate_limit,
    )


@keys_app.command("list")
def keys_list(home: Home = None) -> None:
    """List the API keys, without their secrets."""
    from api.cli.keys import list_all

    list_all(settings_for(home))


@keys_app.command("rotate")
def keys_rotate(
    key_id: str,
    overlap_hours: Annotated[
        int, typer.Option("--overlap-hours", min=0, help="For how long the old secret is good.")
    ] = 24,
    home: Home = None,
) -> None:
    """Give a key a new secret; the old one is good for a while yet."""
    from api.cli.keys import rotate

    rotate(settings_for(home), key_id, overlap_hours)


@keys_app.command("revoke")
def keys_revoke(key_ids: list[str], home: Home = None) -> None:
    """Have keys be refused from now on."""
    from api.cli.keys import revoke

    revoke(settings_for(home), key_ids)


@keys_app.command("roles")
def keys_roles() -> None:
    """Show what each role may do."""
    from api.cli.keys import show_roles

    show_roles()


@audit_app.command("verify")
def audit_verify(
    file: Annotated[
        Path | None, typer.Argument(help="An export; the database's own log otherwise.")
    ] = None,
    head: Annotated[
        str | None, typer.Option("--head", help="The hash that the log must end with.")
    ] = None,
    home: Home = None,
) -> None:
    """Find any entry that was changed, removed or moved."""
    from api.cli.audit import verify

    verify(settings_for(home), file, head)


@audit_app.command("export")
def audit_export(
    out: Annotated[Path, typer.Argument(help="JSON lines are written here.")],
    home: Home = None,
) -> None:
    """Write the audit log to a file."""
    from api.cli.audit import export

    export(settings_for(home), out)


@privacy_app.command("export")
def privacy_export(
    seller: Annotated[str, typer.Argument(help="The seller's id.")],
    out: Annotated[Path, typer.Argument(help="JSON is written here.")],
    home: Home = None,
) -> None:
    """Write everything that is stored of a seller to a file."""
    from api.cli.privacy import export

    export(settings_for(home), seller, out)


@privacy_app.command("erase")
def privacy_erase(
    seller: Annotated[str, typer.Argument(help="The seller's id.")],
    home: Home = None,
) -> None:
    """Have nothing that is stored lead to a seller any more; the audit log stays valid."""
    from api.cli.privacy import erase

    erase(settings_for(home), seller)


@privacy_app.command("expire")
def privacy_expire(home: Home = None) -> None:
    """Remove what has been kept for as long as the settings say."""
    from api.cli.privacy import expire

    expire(settings_for(home))
