"""``lookalike db``."""

from api.cli.output import say
from api.settings import Settings
from api.workspace import Workspace


def upgrade(settings: Settings) -> None:
    """Bring the database's tables to this version's."""
    database = Workspace(settings).database
    database.upgrade()
    say(f"{database} is up to date.")
