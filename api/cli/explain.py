"""``lookalike explain``."""

from pathlib import Path

import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say, table
from api.explanation import Question, channel_rows, reasons, write_explanation
from api.workspace import Workspace
from data.db.rights import get_right
from data.decode import DecodedImage, ImageError, decode
from data.fetch import FetchError
from data.records import Right
from detector.description import DECODE_SIDE
from detector.detector import Explanation
from detector.scope import Scope


def run_explain(
    workspace: Workspace,
    photo: Path,
    right_id: str,
    *,
    territory: str | None = None,
    seller_id: str | None = None,
    out: Path | None = None,
) -> None:
    """Print why a right did or did not match a photo; write a page about it if asked to."""
    right = _existing(workspace, right_id)
    image = _read(workspace, photo)
    question = Question(right, Scope(workspace.clock().date(), territory), seller_id)
    explanation = workspace.detector.explain(image, right, question.scope)
    _print(question, explanation)
    if out is not None:
        say(f"Pictures: {write_explanation(out, photo, question, explanation, workspace)}")


def _existing(workspace: Workspace, right_id: str) -> Right:
    with workspace.database.read() as session:
        right = get_right(session, right_id)
    if right is None:
        say(f"No right is called {right_id!r}; `lookalike rights list` names those there are.")
        raise typer.Exit(FAILED)
    if right.withdrawn_at is not None:
        say(
            f"{right_id} was withdrawn on {right.withdrawn_at.date().isoformat()}, so it matches "
            f"nothing; `lookalike rights restore {right_id}` brings it back."
        )
        raise typer.Exit(FAILED)
    return right


def _read(workspace: Workspace, photo: Path) -> DecodedImage:
    try:
        payload = workspace.read(str(photo.absolute()))
        return decode(payload, limits=workspace.settings.decode_limits, max_side=DECODE_SIDE)
    except (FetchError, ImageError) as error:
        say(f"{photo} could not be read: {error}")
        raise typer.Exit(FAILED) from error


def _print(question: Question, explanation: Explanation) -> None:
    right, match = question.right, explanation.match
    if match is not None:
        table(
            ("probability", "band", "rank", "right", "title", "view"),
            [
                (
                    f"{match.probability:.3f}",
                    match.band,
                    explanation.rank,
                    right.right_id,
                    right.title,
                    match.view.name,
                )
            ],
        )
        first = explanation.better[0].right.right_id if explanation.better else None
        table(
            ("channel", "score", "proposed it", *([first] if first else [])),
            [
                (row.channel, row.score, row.proposed, *([row.first] if first else []))
                for row in channel_rows(explanation)
            ],
        )
    if explanation.better:
        table(
            ("placed before it", "title", "probability", "band"),
            [
                (other.right.right_id, other.right.title, f"{other.probability:.3f}", other.band)
                for other in explanation.better
            ],
        )
    for reason in reasons(question, explanation):
        say(f"- {reason}")
