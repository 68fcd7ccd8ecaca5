"""A page with the pictures that explain a match, and a file for machines beside it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.explanation.reasons import Question, reasons
from api.report import Card, Picture, write_report
from api.report.exhibits import SourcePair
from api.workspace import Workspace
from data.db.rights import registry_revision
from data.records import Hit
from detector.detector import Explanation, Match

_RECORD = "evidence.json"


def write_explanation(
    folder: Path,
    photo: Path,
    question: Question,
    explanation: Explanation,
    workspace: Workspace,
) -> Path:
    """Write a gallery of the match that was asked about and those placed before it.

    Args:
        folder: New, empty, or holding an earlier report.
        photo: The photo's file.
        question: What was asked.
        explanation: What was found.
        workspace: Where the views' images are, and the model.

    Returns:
        Path of the page, to be opened in a browser; ``evidence.json`` is beside it.

    Raises:
        ReportFolderError: If the folder holds anything else, or is being written to.
        OSError: If a file can't be written.
    """
    with workspace.database.read() as session:
        index = str(registry_revision(session))

    def hit(match: Match) -> Hit:
        return Hit(
            listing_id=photo.stem,
            image=str(photo),
            right_id=match.right.right_id,
            view=match.view.name,
            probability=match.probability,
            score=match.score,
            band=match.band,
            channels={channel.value: score for channel, score in match.channels.items()},
            region=match.region,
            model=workspace.embedder.fingerprint,
            index=index,
            evidence=match.evidence,
        )

    asked = explanation.match
    why = reasons(question, explanation)
    page = write_report(
        folder,
        (
            _card(hit(match), match, photo, workspace, asked_about=match is asked)
            for match in (asked, *explanation.better)
            if match is not None
        ),
        title=f"{question.right.title} in {photo.name}?",
        now=workspace.clock(),
        facts={} if explanation.rank is None else {"Rank in this photo": str(explanation.rank)},
        lead=why,
    )
    record = {
        "photo": str(photo),
        "right_id": question.right.right_id,
        "on": question.scope.on.isoformat(),
        "territory": question.scope.territory,
        "seller_id": question.seller_id,
        "in_scope": explanation.in_scope,
        "rank": explanation.rank,
        "proposed_by": sorted(explanation.retrieved),
        "thresholds": {"expedited": explanation.expedited, "review": explanation.review},
        "reasons": why,
        "match": None if asked is None else asdict(hit(asked)),
        "better": [asdict(hit(match)) for match in explanation.better],
    }
    _replace(folder / _RECORD, record)
    return page


def _card(hit: Hit, match: Match, photo: Path, workspace: Workspace, *, asked_about: bool) -> Card:
    location, sha256 = str(photo.absolute()), match.view.image_sha256
    pair = SourcePair(
        Picture(location, lambda: workspace.read(location)),
        Picture(sha256, lambda: workspace.images.get(sha256)),
        match.view.disclaimed,
    )
    shown_photo, shown_view = pair.pictures
    return Card(
        hit=hit,
        right=match.right,
        photo=shown_photo,
        view=shown_view,
        exhibits=pair.exhibits(hit.evidence, workspace.embedder),
        asked_about=asked_about,
    )


def _replace(path: Path, record: dict[str, Any]) -> None:
    partial = path.with_name(f"{path.name}.partial")
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    partial.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    partial.replace(path)
