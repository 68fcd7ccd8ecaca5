from collections.abc import Callable

import pytest

from data.records import Band, Channel, Listing, Photo
from training.evaluation.answers import Answer, PhotoAnswers

MakePhoto = Callable[..., PhotoAnswers]


@pytest.fixture
def make_photo() -> MakePhoto:
    """Make a photo of a listing with the rights `truth`, and what was answered.

    An answer is a right's id and its probability, and its band if that is not ``none``.
    """

    def make(
        truth: str | Listing, *answers: tuple[str, float] | tuple[str, float, Band], **metadata: str
    ) -> PhotoAnswers:
        if isinstance(truth, str):
            truth = Listing(
                "l", (Photo("p.jpg", "/p.jpg", 1),), right_ids=(*truth.split(),), metadata=metadata
            )
        return PhotoAnswers.of(
            truth,
            truth.photos[0],
            [
                Answer(
                    right_id=right_id,
                    view="front",
                    probability=chance,
                    score=chance,
                    band=band[0] if band else Band.NONE,
                    channels={Channel.LOCAL: 12.0},
                    region=((0, 0), (9, 0), (9, 9)),
                )
                for right_id, chance, *band in answers
            ],
        )

    return make
