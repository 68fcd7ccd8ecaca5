"""What happened to a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.actors import Actor
from data.casework.vocabulary import CaseState, Effect, Event


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that happened to a case.

    Attributes:
        event: What happened.
        actor: Who did it.
        at: From when it counts: what follows from silence counts from the deadline on, however
            late it is found.
        recorded_at: When it was written down.
        source: The state before; ``None`` for the first.
        target: The state after.
        effects: What else it did.
        payload: What the actor had to say, and what was decided.
    """

    event: Event
    actor: Actor
    at: datetime
    recorded_at: datetime
    source: CaseState | None
    target: CaseState
    effects: tuple[Effect, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)
