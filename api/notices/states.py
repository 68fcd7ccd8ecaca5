"""What may happen to a notice: one table, and nothing beside it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from data.notices import NoticeState


class NoticeEvent(StrEnum):
    """What somebody does with a notice.

    Attributes:
        REVISE: The notifier changes it.
        SEND: The notifier sends it: Article 16(1).
        ACKNOWLEDGE: The marketplace confirms that it has it: Article 16(4).
        DECIDE: The marketplace decides, and says so to both sides: Articles 16(5) and 17.
        WITHDRAW: The notifier takes it back.
    """

    REVISE = "revise"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


TRANSITIONS: Final[Mapping[NoticeState, Mapping[NoticeEvent, NoticeState]]] = MappingProxyType(
    {
        NoticeState.DRAFT: {
            NoticeEvent.REVISE: NoticeState.DRAFT,
            NoticeEvent.SEND: NoticeState.SENT,
            NoticeEvent.WITHDRAW: NoticeState.WITHDRAWN,
        },
        NoticeState.SENT: {
            NoticeEvent.ACKNOWLEDGE: NoticeState.ACKNOWLEDGED,
            NoticeEvent.WITHDRAW: NoticeState.WITHDRAWN,
        },
        NoticeState.ACKNOWLEDGED: {
            NoticeEvent.DECIDE: NoticeState.DECIDED,
            NoticeEvent.WITHDRAW: NoticeState.WITHDRAWN,
        },
        NoticeState.DECIDED: {},
        NoticeState.WITHDRAWN: {},
    }
)


class IllegalMoveError(ValueError):
    """A notice is in no state for what was asked; the message says what can be done."""


def state_after(state: NoticeState, event: NoticeEvent) -> NoticeState:
    """Return the state that follows.

    Raises:
        IllegalMoveError: nothing follows.
    """
    allowed = TRANSITIONS[state]
    if event not in allowed:
        can = f"what can be done is {' or '.join(allowed)}" if allowed else "it is closed"
        raise IllegalMoveError(f"`{event}` is not for a notice that is {state}: {can}")
    return allowed[event]
