"""What each channel said of a right, beside what it said of the one that fits best."""

from dataclasses import dataclass

from data.records import Channel
from detector.detector import Explanation, Match

_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel, every cell as it is printed.

    Attributes:
        channel: The channel.
        score: What it gave the right.
        proposed: Whether it would have found the right by itself.
        first: What it gave the first-placed right, where that is another one.
    """

    channel: Channel
    score: str
    proposed: str
    first: str


def channel_rows(explanation: Explanation) -> list[ChannelRow]:
    """Return a row for each channel, in the order of `Channel`."""
    first = explanation.better[0] if explanation.better else None
    return [
        ChannelRow(
            channel=channel,
            score=_score(explanation.match, channel),
            proposed="yes" if channel in explanation.retrieved else "no",
            first=_score(first, channel),
        )
        for channel in Channel
    ]


def _score(match: Match | None, channel: Channel) -> str:
    if match is None or channel not in match.channels:
        return _NOTHING
    score = match.channels[channel]
    return f"{score:.0f} keypoints" if channel is Channel.LOCAL else f"{score:.3f}"
