"""The page of worst mistakes: a template filled in, with its style inside it.

As in the gallery of hits, every value is escaped, and the page's content security policy admits
its own style alone: no script, and no network.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from api.mistakes.card import Card
from api.mistakes.chart import Chart
from api.report.folder import PICTURES
from api.report.page import percent
from api.report.rendering import asset, environment, source_hash
from data.records import Band


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures, every cell as it is printed."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def render(
    wrong: Sequence[Card],
    missed: Sequence[Card],
    *,
    tables: Sequence[Table],
    charts: Sequence[Chart],
    facts: Mapping[str, str],
    now: datetime,
) -> Iterator[str]:
    """Render the page, piece by piece; cards are shown in the order given."""
    templates = environment("api.mistakes")
    templates.filters["percent"] = percent
    style = asset("api.report", "report.css") + asset("api.mistakes", "mistakes.css")
    return templates.get_template("mistakes.html.jinja").generate(
        wrong=wrong,
        missed=missed,
        tables=tables,
        charts=charts,
        facts=facts,
        now=now,
        none=Band.NONE,
        pictures=PICTURES,
        style=Markup(style),  # noqa: S704 -- our own files
        style_hash=source_hash(style),
    )
