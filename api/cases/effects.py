"""What moves do to a case beside changing its state.

Strikes are kept beside the cases: `data.db.casework` gives and clears them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from data.casework import Case, CaseListing, Effect, Standing, Verdict

_DOWN = frozenset({Standing.SUSPENDED, Standing.REMOVED})


def take_effect(case: Case, effect: Effect) -> Case:
    """Return the case after an effect."""
    match effect:
        case Effect.NEXT_ROUND:
            return replace(case, round=case.round + 1)
        case Effect.FLAG:
            return replace(case, deadline=case.deadline and replace(case.deadline, missed=True))
        case Effect.GIVE_STRIKE | Effect.CLEAR_STRIKE:
            return case
        case _:
            order = _ORDERS[effect]
            listings = (replace(each, standing=order(each)) for each in case.listings)
            return replace(case, listings=tuple(listings))


def _suspended(listing: CaseListing) -> Standing:
    cleared = listing.verdict is Verdict.CLEARED
    return listing.standing if cleared else Standing.SUSPENDED


def _removed(listing: CaseListing) -> Standing:
    return _reinstated(listing) if listing.verdict is Verdict.CLEARED else Standing.REMOVED


def _reinstated(listing: CaseListing) -> Standing:
    return Standing.REINSTATED if listing.standing in _DOWN else listing.standing


_ORDERS: Mapping[Effect, Callable[[CaseListing], Standing]] = {
    Effect.SUSPEND: _suspended,
    Effect.REMOVE: _removed,
    Effect.REINSTATE: _reinstated,
}
