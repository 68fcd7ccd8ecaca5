"""The report's page: a template filled in, with style and script inside it.

Titles come from strangers. Every value is escaped, and the page's content security policy admits
only the one style and the one script that the page carries, by their hashes, and no network: if
markup ever got through, it could neither run nor call out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from api.report.entry import Entry
from api.report.exhibit import Exhibit
from api.report.folder import PICTURES
from api.report.rendering import asset, environment, source_hash
from api.report.summary import BINS, HEIGHT, distinct, full_bars, histogram
from data.records import Band


def render(
    entries: Sequence[Entry],
    *,
    title: str,
    now: datetime,
    facts: Mapping[str, str],
    lead: Sequence[str] = (),
) -> Iterator[str]:
    """Render the page, piece by piece; `entries` are shown in the order given."""
    templates = environment("api.report")
    templates.filters |= {"percent": percent, "decimal": decimal}
    style, script = (asset("api.report", name) for name in ("report.css", "report.js"))
    hits = [entry.hit for entry in entries]
    return templates.get_template("report.html.jinja").generate(
        title=title,
        entries=entries,
        bands=Counter(hit.band for hit in hits),
        truths=Counter(entry.truth for entry in entries if entry.truth is not None),
        unreadable=sum(bool(shown.problem) for e in entries for shown in (e.photo, e.view)),
        exhibits=[name for name in Exhibit if any(name in entry.exhibits for entry in entries)],
        Band=Band,
        histogram=histogram(hits),
        histogram_size=(BINS, HEIGHT),
        full=full_bars(hits),
        best_score=max((hit.score for hit in hits), default=1.0),
        model=distinct([hit.model for hit in hits]),
        index=distinct([hit.index for hit in hits]),
        now=now,
        facts=facts,
        lead=lead,
        pictures=PICTURES,
        style=Markup(style),  # noqa: S704 -- our own files
        script=Markup(script),  # noqa: S704
        style_hash=source_hash(style),
        script_hash=source_hash(script),
    )


def percent(probability: float) -> str:
    """Word a probability; what isn't certain is never rounded to a certainty."""
    if 0.999 < probability < 1:
        return ">99.9%"
    if 0 < probability < 0.001:
        return "<0.1%"
    return f"{100 * probability:.1f}%"


def decimal(score: float, full: float) -> str:
    """Word a score by how large its like may get: a cosine as 0.83, a count as 41."""
    return f"{score:.2f}" if full < 10 else f"{score:.0f}"
