"""How much reaches the bands, by hand."""

import math
from collections.abc import Callable

from data.records import Band, Listing, Photo
from training.evaluation.answers import PhotoAnswers
from training.evaluation.bands import Reach, reach

MakePhoto = Callable[..., PhotoAnswers]


def test_by_hand(make_photo: MakePhoto) -> None:
    listing = Listing("n", (Photo("p.jpg", "/p.jpg", 1),), right_ids=())
    reached = reach(
        [
            make_photo("a", ("a", 0.9, Band.EXPEDITED), ("b", 0.8, Band.REVIEW)),
            make_photo("a", ("b", 0.9, Band.EXPEDITED), ("a", 0.8, Band.REVIEW)),
            make_photo("a", ("b", 0.9, Band.EXPEDITED), ("a", 0.1)),
            make_photo("a"),
            make_photo(listing, ("b", 0.6, Band.REVIEW)),
            make_photo(listing, ("b", 0.1)),
            make_photo("", ("b", 0.1)),
        ]
    )
    assert reached[Band.EXPEDITED] == Reach(negatives=0, positives=1 / 4, precision=1 / 3)
    assert reached[Band.REVIEW] == Reach(negatives=1 / 2, positives=2 / 4, precision=2 / 6)


def test_where_nothing_is_there_is_no_share(make_photo: MakePhoto) -> None:
    reached = reach([make_photo("a", ("a", 0.1))])[Band.REVIEW]
    assert reached.positives == 0
    assert math.isnan(reached.negatives)
    assert math.isnan(reached.precision)
