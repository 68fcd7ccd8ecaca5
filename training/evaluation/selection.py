"""Which of the given listings are measured.

Negatives often come from another file, which knows nothing of the columns and halves that the
labelled file is split by. So what selects among listings with a right in them leaves a negative
alone, unless its own file has the column too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha1

from data.records import Listing


class Half(StrEnum):
    """A fixed half of any listings, by a hash of their ids: one to tune on, one to report."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that must all hold.

    Attributes:
        columns: Metadata columns and what they must hold; see `in_group` for negatives.
        half: The half of the listings with a right in them; all of them unless given.
    """

    columns: Mapping[str, str]
    half: Half | None = None

    def takes(self, listing: Listing) -> bool:
        """Whether a listing is measured."""
        if not all(in_group(listing, name, value) for name, value in self.columns.items()):
            return False
        return not listing.right_ids or self.half in (None, half_of(listing.listing_id))


def in_group(listing: Listing, column: str, value: str) -> bool:
    """Whether a listing counts where a column holds a value.

    A listing with no right in it counts for every value of a column that it doesn't have.
    """
    if column not in listing.metadata:
        return not listing.right_ids
    return listing.metadata[column] == value


def half_of(listing_id: str) -> Half:
    """Return the half: by the last bit of the id's SHA-1, 0 for `TRAIN`."""
    digest = sha1(listing_id.encode(), usedforsecurity=False).digest()
    return Half.TEST if digest[-1] % 2 else Half.TRAIN
