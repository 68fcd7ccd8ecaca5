"""What a row of the table may ask of a case."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from data.casework import Case, Standing, Verdict


class Condition(StrEnum):
    """Something that holds of a case or doesn't, in words that complete "only where …"."""

    EXPEDITED = "a hit is expedited"
    NOT_EXPEDITED = "no hit is expedited"
    ROUNDS_LEFT = "the seller may still answer"
    LAST_ROUND = "the seller has answered as often as is allowed"
    SOME_NOT_CLEARED = "some listing has not been cleared"
    NONE_INFRINGING = "no cluster was found to be infringing"
    TO_PUT_BACK = "a listing is to be put back"

    def holds(self, case: Case, *, max_rounds: int) -> bool:
        """Say whether it holds."""
        return _TESTS[self](case, max_rounds)


_TESTS: Mapping[Condition, Callable[[Case, int], bool]] = {
    Condition.EXPEDITED: lambda case, _: case.expedited,
    Condition.NOT_EXPEDITED: lambda case, _: not case.expedited,
    Condition.ROUNDS_LEFT: lambda case, max_rounds: case.round < max_rounds,
    Condition.LAST_ROUND: lambda case, max_rounds: case.round >= max_rounds,
    Condition.SOME_NOT_CLEARED: lambda case, _: any(
        listing.verdict is not Verdict.CLEARED for listing in case.listings
    ),
    Condition.NONE_INFRINGING: lambda case, _: all(
        listing.verdict is not Verdict.INFRINGING for listing in case.listings
    ),
    Condition.TO_PUT_BACK: lambda case, _: any(
        listing.standing is Standing.REINSTATED for listing in case.listings
    ),
}
