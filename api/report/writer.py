"""From a stream of cards to a report in a folder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from api.report.card import Card
from api.report.entry import Entry
from api.report.folder import PICTURES, claim, publish
from api.report.page import render
from api.report.pictures import PictureWriter

PHOTO_SIDE = 900
VIEW_SIDE = 500
EXHIBIT_SIDE = 1200


def write_report(
    folder: Path,
    cards: Iterable[Card],
    *,
    title: str,
    now: datetime,
    facts: Mapping[str, str] | None = None,
    lead: Sequence[str] = (),
) -> Path:
    """Write a gallery of `cards`, the likeliest first, into `folder`.

    Cards are taken one at a time: one card's pictures are in memory at once, and each card's text
    until the end. An earlier report in the same folder is whole until the new one replaces it, even
    if this process is killed. (A power cut may cost the report: nothing is synced, as it can be
    written again.)

    Args:
        folder: New, empty, or holding an earlier report.
        cards: In any order.
        title: Heads the page.
        now: When the report is written; with a time zone.
        facts: More lines for the page's head, such as how many listings were scored.
        lead: What to read before the cards, a sentence or two each.

    Returns:
        Path of the page, to be opened in a browser.

    Raises:
        ReportFolderError: If the folder holds anything else, or is being written to.
        OSError: If a file can't be written.
    """
    with claim(folder):
        pictures = PictureWriter(folder / PICTURES)
        entries = [
            Entry.of(
                card,
                pictures.write(card.photo, PHOTO_SIDE),
                pictures.write(card.view, VIEW_SIDE),
                {
                    name: pictures.write(exhibit, EXHIBIT_SIDE)
                    for name, exhibit in card.exhibits.items()
                },
                today=now.date(),
            )
            for card in cards
        ]
        entries.sort(key=lambda entry: entry.rank)
        page = render(entries, title=title, now=now, facts=facts or {}, lead=lead)
        return publish(folder, page, pictures.files)
