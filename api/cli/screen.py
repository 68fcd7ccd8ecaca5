"""``lookalike screen``."""

from pathlib import Path

import typer

from api.cli.exit_codes import FAILED, REJECTED_ROWS
from api.cli.output import say, table
from api.scoring.pipeline import Selection
from api.settings import Settings
from api.workspace import Workspace
from data.records import Listing, Photo


def run_screen(
    settings: Settings,
    photos: list[Path],
    territory: str | None,
    min_probability: float | None,
) -> None:
    """Screen one listing and print its hits, the most probable first."""
    workspace = Workspace.open(settings)
    listing = Listing(
        listing_id=photos[0].stem,
        photos=tuple(
            Photo(str(photo), str(photo.absolute()), row) for row, photo in enumerate(photos, 1)
        ),
        territory=territory,
    )
    (scored,) = workspace.scorer(Selection(min_probability)).score([listing])
    for row in scored.rejected:
        say(f"{row.value} could not be read: {row.reason}")
    if len(scored.rejected) == len(photos):
        raise typer.Exit(FAILED)
    if scored.hits:
        table(
            ("probability", "band", "right", "title", "view", "photo", "region"),
            [
                (
                    f"{hit.probability:.3f}",
                    hit.band,
                    hit.right_id,
                    scored.rights[hit.right_id].title,
                    hit.view,
                    hit.image,
                    " ".join(f"{x:.0f},{y:.0f}" for x, y in hit.region),
                )
                for hit in scored.hits
            ],
        )
    else:
        say("Nothing that is registered was found.")
    if scored.rejected:
        raise typer.Exit(REJECTED_ROWS)
