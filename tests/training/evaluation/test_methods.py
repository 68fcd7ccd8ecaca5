"""PDQ alone, as something to be better than."""

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image

from data.decode import DecodedImage
from data.records import Kind, Right, View
from data.synthetic.photographs import photographs
from detector.catalog import Catalog
from detector.fingerprint import CODE_BYTES, Fingerprint
from index.hamming import FlatHamming
from training.evaluation.methods import PlainPdq


def _decoded(picture: Image.Image) -> DecodedImage:
    return DecodedImage(picture, picture.width, picture.height, "PNG")


def _registered(views: Mapping[str, Sequence[Image.Image]]) -> PlainPdq:
    codes = FlatHamming(CODE_BYTES)
    rights: dict[str, Right] = {}
    for right_id, pictures in views.items():
        known: list[View] = []
        for picture in pictures:
            number = sum(len(right.views) for right in rights.values()) + len(known) + 1
            fingerprint = Fingerprint.of(_decoded(picture))
            if fingerprint is not None:
                codes.add(np.array([number]), fingerprint.code[None])
            known.append(View(str(number), f"{number:064x}", *picture.size, number))
        rights[right_id] = Right(right_id, Kind.REGISTERED_DESIGN, right_id, tuple(known))
    return PlainPdq(codes, Catalog(rights))


def test_pdq_finds_the_same_picture_and_ranks_the_others_far_below() -> None:
    pictures = photographs()
    pdq = _registered({name: [picture] for name, picture in pictures.items()})
    [found] = pdq.answers([_decoded(pictures["coffee"].resize((300, 200)))])
    scores = dict(found)
    assert len(scores) == len(pictures)
    assert max(scores, key=lambda name: scores[name]) == "coffee"
    assert scores.pop("coffee") > 0.8 > 0.6 > max(scores.values())


def test_pdq_counts_a_right_once_by_its_nearest_view() -> None:
    coffee = photographs()["coffee"]
    pdq = _registered({"drink": [coffee.crop((6, 4, 594, 396)), coffee]})
    assert pdq.answers([_decoded(coffee)]) == [(("drink", 1.0),)]


def test_pdq_has_no_answer_to_a_plain_picture_and_none_without_views() -> None:
    plain, photo = Image.new("RGB", (64, 64), "white"), photographs()["coffee"]
    assert _registered({"drink": [photo]}).answers([_decoded(plain)]) == [()]
    assert _registered({"nothing": [plain]}).answers([_decoded(photo)]) == [()]
