"""From what was answered to a page of the worst mistakes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from api.mistakes.card import Card, Side, outline
from api.mistakes.chart import chart
from api.mistakes.page import Table, render
from api.report import Picture
from api.report.folder import PICTURES, claim, publish
from api.report.pictures import PictureWriter, Shown
from data.records import Right
from training.evaluation.answers import Answer, PhotoAnswers
from training.evaluation.breakdown import Group
from training.evaluation.mistakes import Mistake, missed, wrong_answers

_MOST = 60
"""Mistakes of each sort: as many as a person looks through."""

_PHOTO_SIDE = 900
_VIEW_SIDE = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """What heads the page.

    Attributes:
        tables: Figures as they are printed.
        curves: Groups whose curves are drawn, by name.
        facts: Further lines, such as how many rights were registered.
    """

    tables: Sequence[Table]
    curves: Mapping[str, Group]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the photos were compared with.

    Attributes:
        rights: By id.
        locations: Where the image of each view is, by right id and view name.
    """

    rights: Mapping[str, Right]
    locations: Mapping[tuple[str, str], str]


def write_mistakes(
    folder: Path,
    photos: Sequence[PhotoAnswers],
    registered: Registered,
    figures: Figures,
    *,
    read: Callable[[str], bytes],
    now: datetime,
) -> Path:
    """Write the most probable wrong answers and the worst missed rights, with pictures.

    Costs reading and scaling three pictures per mistake, of which there are 120 at most.

    Args:
        folder: New, empty, or holding an earlier report.
        photos: What was answered for each photo.
        registered: What the photos were compared with.
        figures: What heads the page.
        read: Reads an image file by its location.
        now: When the page is written; with a time zone.

    Returns:
        Path of the page, to be opened in a browser.

    Raises:
        ReportFolderError: If the folder holds anything else, or is being written to.
        OSError: If a file can't be written.
    """
    with claim(folder):
        cards = _Cards(PictureWriter(folder / PICTURES), registered, read)
        page = render(
            [cards.make(mistake) for mistake in wrong_answers(photos, _MOST)],
            [cards.make(mistake) for mistake in missed(photos, _MOST)],
            tables=figures.tables,
            charts=[chart(name, group) for name, group in figures.curves.items()],
            facts=figures.facts,
            now=now,
        )
        return publish(folder, page, cards.pictures.files)


@dataclass(frozen=True, slots=True)
class _Cards:
    """Makes cards, writing their pictures."""

    pictures: PictureWriter
    registered: Registered
    read: Callable[[str], bytes]

    def make(self, mistake: Mistake) -> Card:
        photo = self._written(mistake.photo.photo.location, _PHOTO_SIDE)
        wrong, right_id = mistake.wrong, mistake.right_id
        return Card(
            mistake,
            photo,
            None if wrong is None else self._side(mistake, wrong.right_id, wrong, photo),
            None if right_id is None else self._side(mistake, right_id, mistake.found, photo),
        )

    def _side(self, mistake: Mistake, right_id: str, answer: Answer | None, photo: Shown) -> Side:
        right = self.registered.rights.get(right_id)
        view = answer.view if answer else right.views[0].name if right else ""
        location = self.registered.locations.get((right_id, view))
        return Side(
            right_id=right_id,
            right=right,
            view=view,
            picture=self._written(location, _VIEW_SIDE) if location else Shown(problem="no image"),
            answer=answer,
            place=mistake.place(answer) if answer else 0,
            outline=outline(answer.region, photo) if answer else "",
        )

    def _written(self, location: str, max_side: int) -> Shown:
        return self.pictures.write(Picture(location, partial(self.read, location)), max_side)
