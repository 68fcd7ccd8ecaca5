"""A notice for people: a PDF with a page about it, and each item with its pictures."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from data.notices import Notice, NoticeItem, RightSummary

_PICTURE: Final = 52 * mm
_MARGIN: Final = 18 * mm
# A reader has this font; it also covers Greek, Cyrillic and kana, which Helvetica does not.
_CJK_FONT: Final = "STSong-Light"
_OTHER_SCRIPTS = re.compile(r"[^\x00-\xff]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Small JPEGs of an item; `None` where there is none."""

    photo: bytes | None
    view: bytes | None


def summary_pdf(notice: Notice, shown: Mapping[int, Thumbnails]) -> bytes:
    """Return the PDF: the same bytes for the same notice.

    Args:
        notice: The notice.
        shown: The pictures by an item's position, counted from 1.
    """
    registerFont(UnicodeCIDFont(_CJK_FONT))
    # JPEGs as they are: spelling their bytes in ASCII takes longer than all else here.
    rl_config.useA85 = 0
    style = getSampleStyleSheet()["BodyText"]
    small = ParagraphStyle("small", parent=style, fontSize=8, leading=10)
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"Notice {notice.notice_id}",
        author="Lookalike",
        invariant=1,
    )
    story = [*_head(notice, style), *_items(notice, shown, small)]
    document.build(story)
    return buffer.getvalue()


def _head(notice: Notice, style: ParagraphStyle) -> Iterator[Flowable]:
    heading = getSampleStyleSheet()["Heading1"]
    claim, decision = notice.claim, notice.decision
    yield Paragraph(f"Notice {notice.notice_id}: {len(notice.items):,} items", heading)
    facts = {
        "State": notice.state,
        "From": f"{claim.name or '(nobody named)'}, {claim.email or '(no address)'}",
        "Drafted": _instant(notice.created_at),
        "Sent": _instant(notice.sent_at),
        "Acknowledged": _instant(notice.acknowledged_at),
        "Decided": _instant(notice.decided_at),
        "Withdrawn": _instant(notice.withdrawn_at),
    }
    for name, value in facts.items():
        if value:
            yield Paragraph(f"<b>{name}:</b> {_markup(value)}", style)
    good_faith = (
        "The notifier confirmed to believe in good faith that this notice is accurate and complete."
        if claim.good_faith
        else "The notifier has not confirmed good faith."
    )
    yield Paragraph(f"<b>Reasons:</b> {_markup(claim.reasons or '(none given)')}", style)
    yield Paragraph(good_faith, style)
    for right in notice.rights:
        yield Paragraph(f"<b>Right {_markup(right.right_id)}:</b> {_markup(_named(right))}", style)
    if decision is not None:
        yield Paragraph(
            f"<b>Decision:</b> {_markup(decision.restriction.replace('_', ' '))}; "
            f"{_markup(decision.reference)}; {_markup(decision.explanation)}",
            style,
        )
    yield Paragraph(
        "Pictures here are small copies; the files beside this one are what counts, and "
        "<b>lookalike evidence verify</b> checks them.",
        style,
    )
    yield Spacer(1, 6 * mm)


def _items(
    notice: Notice, shown: Mapping[int, Thumbnails], style: ParagraphStyle
) -> Iterator[Flowable]:
    text_width = A4[0] - 2 * _MARGIN - 2 * _PICTURE
    for position, item in enumerate(notice.items, 1):
        text = Paragraph("<br/>".join(_lines(position, item)), style)
        pictures = shown.get(position)
        if pictures is None:
            yield KeepTogether([text, Spacer(1, 2 * mm)])
            continue
        row = [_picture(pictures.photo), _picture(pictures.view), text]
        yield Table(
            [row],
            colWidths=[_PICTURE, _PICTURE, text_width],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
        )


def _lines(position: int, item: NoticeItem) -> Iterator[str]:
    hit = item.hit
    yield f"<b>{position}. Listing {_markup(hit.listing_id)}</b>"
    optional = {"Title": item.listing_title, "Seller": item.seller_id, "At": item.url}
    for name, value in optional.items():
        if value:
            yield f"{name}: {_markup(value)}"
    if item.details:
        yield _markup(item.details)
    yield f"Right {_markup(hit.right_id)}, view {_markup(hit.view)}"
    yield f"Probability {hit.probability:.4f}, score {hit.score:.4f}, {hit.band}"
    channels = ", ".join(f"{name} {score:.4g}" for name, score in sorted(hit.channels.items()))
    yield f"Channels: {_markup(channels)}"
    yield f"Model {_markup(hit.model)}, index {_markup(hit.index)}"
    yield f"Detected {_instant(item.reported_at)}; outcome: {item.outcome}"
    yield f"Photo sha256 {item.photo_sha256 or '(not kept)'}"
    yield f"View sha256 {item.view_sha256 or '(not kept)'}"


def _picture(payload: bytes | None) -> Flowable:
    if payload is None:
        return Spacer(_PICTURE, 1)
    side = _PICTURE - 4 * mm
    return Image(io.BytesIO(payload), side, side, kind="proportional")


def _named(right: RightSummary) -> str:
    number = " ".join(filter(None, (right.office, right.registration_number)))
    days = " to ".join(day.isoformat() for day in (right.filed_on, right.expires_on) if day)
    parts = (right.kind.replace("_", " "), right.title, right.owner, number, days)
    return ", ".join(filter(None, parts))


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(sep=" ", timespec="seconds").replace("+00:00", " UTC")


def _markup(text: str) -> str:
    """Escape text for a paragraph, in fonts that have its letters."""
    shown = escape(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))
    return _OTHER_SCRIPTS.sub(lambda run: f'<font name="{_CJK_FONT}">{run[0]}</font>', shown)
