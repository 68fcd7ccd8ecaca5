"""Why a right did or did not match a photo: in words, in figures, and as a page with pictures."""

from api.explanation.channels import ChannelRow, channel_rows
from api.explanation.reasons import Question, reasons
from api.explanation.report import write_explanation

__all__ = ["ChannelRow", "Question", "channel_rows", "reasons", "write_explanation"]
