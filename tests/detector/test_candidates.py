"""What each channel proposes, and what is gathered of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PIL import ImageOps

from data.decode import DecodedImage
from data.records import Channel, Kind, Right
from detector.candidates import Candidate, Matchmaker
from detector.catalog import Catalog
from detector.description import PhotoDescription
from detector.fusion import CUES, cues
from detector.gallery import Edition, EditionSource
from detector.local_features import LocalFeatures
from detector.scope import Scope
from detector.verification import Verifier
from index.local_features import Keypoints, SearchableFeatures, Votes
from index.protocol import Ids

Draw = Callable[..., DecodedImage]
Edited = Callable[..., DecodedImage]
Register = Callable[..., Right]
Describe = Callable[..., PhotoDescription]
Find = Callable[..., dict[str, Candidate]]

_TODAY = Scope(date(2026, 1, 1), "FR")
_EVERY = frozenset(Channel)


@pytest.fixture
def find(registry: EditionSource, describe_photo: Describe) -> Find:
    """Find the candidates of a photo by their ids, on some of the channels."""

    def run(
        photo: DecodedImage,
        channels: frozenset[Channel] = _EVERY,
        *,
        scope: Scope = _TODAY,
        also: tuple[Right, ...] = (),
        lines: tuple[str, ...] = (),
        edition: Edition | None = None,
    ) -> dict[str, Candidate]:
        described = describe_photo(photo, channels, lines)
        searched = edition or registry.current()
        found = Matchmaker(Verifier()).candidates(described, scope, searched, also=also)
        assert len({candidate.right.right_id for candidate in found}) == len(found)
        return {candidate.right.right_id: candidate for candidate in found}

    return run


@pytest.fixture
def photo(draw: Draw, edited: Edited) -> DecodedImage:
    """A cluttered photo with the picture of seed 1 in it."""
    return edited(draw(99, 640, 480, 80), paste=(draw(1), (280, 200)))


def test_a_copy_of_a_picture_is_proposed_by_its_fingerprint(
    draw: Draw, edited: Edited, register: Register, find: Find
) -> None:
    for seed in (1, 2, 3):
        register(f"r{seed}", draw(seed))
    copy = edited(draw(2), lambda picture: picture.resize((300, 250)))
    found = find(copy, frozenset({Channel.FINGERPRINT}))
    assert found.keys() == {"r2"}
    assert found["r2"].proposed == {Channel.FINGERPRINT}
    assert found["r2"].reuse is not None
    assert found["r2"].reuse.match.score > 0.9


def test_a_small_logo_in_a_photo_is_proposed_by_votes_and_found(
    photo: DecodedImage, draw: Draw, register: Register, find: Find
) -> None:
    for seed in (1, 2, 3):
        register(f"r{seed}", draw(seed))
    found = find(photo, frozenset({Channel.LOCAL}))["r1"]
    assert found.proposed == {Channel.LOCAL}
    assert found.sighting is not None
    left, top = np.min(found.sighting.verification.region, axis=0)
    right, bottom = np.max(found.sighting.verification.region, axis=0)
    np.testing.assert_allclose([left, top, right, bottom], [280, 200, 519, 399], atol=8)


def test_a_logo_in_a_corner_is_proposed_by_the_embedding_of_its_region(
    draw: Draw, edited: Edited, register: Register, find: Find
) -> None:
    for seed in (1, 2, 3):
        register(f"r{seed}", draw(seed, 200, 200))
    plain = edited(
        draw(0, 600, 600),
        lambda picture: ImageOps.colorize(picture.convert("L"), (90, 90, 90), (91, 91, 91)),
    )
    found = find(
        edited(plain, paste=(draw(3, 200, 200), (380, 30))), frozenset({Channel.EMBEDDING})
    )
    best = max(found.values(), key=lambda c: c.resemblance.similarity if c.resemblance else -1)
    assert best.right.right_id == "r3"
    assert best.proposed == {Channel.EMBEDDING}
    assert best.resemblance is not None
    assert best.resemblance.region.left > 0.4


def test_a_word_is_proposed_for_each_right_it_is_registered_for(
    draw: Draw, register: Register, find: Find
) -> None:
    register("kettle", draw(1), words=("KETTLEWELL",))
    register("kettle too", draw(2), words=("KETTLEWELL",))
    register("lamp", draw(3), words=("LAMPWELL",))
    found = find(draw(9), frozenset({Channel.WORDMARK}), lines=("genuine", "KETTLEWELI"))
    assert found.keys() == {"kettle", "kettle too"}
    for candidate in found.values():
        assert candidate.proposed == {Channel.WORDMARK}
        assert candidate.word is not None
        assert candidate.word.text == "KETTLEWELI"


class _SeesMirrorsOnly:
    """Finds nothing in a photo as it is, so that what is found was found in its mirror."""

    def __init__(self, features: SearchableFeatures, photo: LocalFeatures | None) -> None:
        self._features, self._photo = features, photo

    @property
    def ids(self) -> Ids:
        return self._features.ids

    def __len__(self) -> int:
        return len(self._features)

    def search(self, photo: Keypoints, k: int, *, allowed: Ids | None = None) -> Votes:
        if photo is self._photo:
            photo = self._photo.first(0)
        return self._features.search(photo, k, allowed=allowed)


def test_a_mirrored_photo_is_searched_for_in_the_mirror(
    draw: Draw,
    edited: Edited,
    register: Register,
    registry: EditionSource,
    describe_photo: Describe,
) -> None:
    for seed in (1, 2):
        register(f"r{seed}", draw(seed))
    mirrored = edited(draw(1), ImageOps.mirror)
    shown = edited(draw(99, 640, 480, 80), paste=(mirrored, (280, 200)))
    described = describe_photo(shown, frozenset({Channel.LOCAL}))
    edition = registry.current()
    blind = replace(edition, features=_SeesMirrorsOnly(edition.features, described.features))
    found = Matchmaker(Verifier()).candidates(described, _TODAY, blind)
    (best,) = (candidate for candidate in found if candidate.sighting is not None)
    assert best.right.right_id == "r1"
    assert best.proposed == {Channel.LOCAL}
    assert best.sighting is not None
    assert best.sighting.verification.mirrored


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(
    "fields",
    [{"expires_on": date(2020, 1, 1)}, {"territories": ("GB",)}, {"kind": Kind.REGISTERED_DESIGN}],
    ids=lambda fields: next(iter(fields)),
)
def test_no_channel_proposes_what_is_out_of_scope(
    draw: Draw, register: Register, find: Find, channel: Channel, fields: dict[str, object]
) -> None:
    register("out", draw(1), words=("KETTLEWELL",), **fields)
    register("in", draw(1), words=("KETTLEWELL",))
    scope = replace(_TODAY, kinds=frozenset({Kind.TRADEMARK}))
    found = find(draw(1), frozenset({channel}), scope=scope, lines=("KETTLEWELL",))
    assert found.keys() == {"in"}
    assert found["in"].proposed == {channel}


def test_a_right_that_is_asked_for_is_looked_for_whatever_is_proposed(
    draw: Draw, register: Register, find: Find
) -> None:
    register("other", draw(2))
    asked = register("asked", draw(1), territories=("GB",))
    without = find(draw(9))
    assert "asked" not in without
    found = find(draw(9), also=(asked,))["asked"]
    assert found.proposed == set()
    assert found.looked_for
    assert found.resemblance is not None
    assert found.sighting is None


def test_a_withdrawn_right_may_be_asked_for_though_nothing_can_be_said(
    draw: Draw, register: Register, registry: EditionSource, find: Find
) -> None:
    register("other", draw(2))
    asked = register("asked", draw(1))
    edition = registry.current()
    without = Catalog({"other": edition.catalog.locate(1)[0]})
    found = find(draw(1), also=(asked,), edition=replace(edition, catalog=without))["asked"]
    assert (found.proposed, found.sighting, found.reuse) == (set(), None, None)
    assert not found.looked_for


def test_one_picture_of_two_rights_is_found_for_both(
    photo: DecodedImage, draw: Draw, register: Register, find: Find
) -> None:
    for name in ("one", "two"):
        register(name, draw(1))
    found = find(photo)
    sightings = [found[name].sighting for name in ("one", "two")]
    assert [s.view.name for s in sightings if s is not None] == ["v1", "v2"]
    assert all(found[name].proposed >= {Channel.EMBEDDING, Channel.LOCAL} for name in found)


def test_of_the_views_of_a_right_the_one_that_shows_most_counts(
    photo: DecodedImage, draw: Draw, edited: Edited, register: Register, find: Find
) -> None:
    half = edited(draw(1), lambda picture: picture.crop((0, 0, 120, 200)))
    register("r", half, draw(1), draw(5))
    sighting = find(photo, frozenset({Channel.LOCAL}))["r"].sighting
    assert sighting is not None
    assert sighting.view.name == "v2"


def test_channels_that_are_off_say_nothing(
    photo: DecodedImage, draw: Draw, register: Register, find: Find
) -> None:
    register("r", draw(1), words=("KETTLEWELL",))
    found = find(photo, frozenset({Channel.EMBEDDING}), lines=("KETTLEWELL",))["r"]
    assert found.resemblance is not None
    assert (found.sighting, found.reuse, found.word, found.looked_for) == (None, None, None, False)


def test_an_empty_gallery_proposes_nothing(photo: DecodedImage, find: Find) -> None:
    assert find(photo, lines=("KETTLEWELL",)) == {}


def test_what_the_catalogue_no_longer_knows_is_dropped(
    draw: Draw, register: Register, registry: EditionSource, find: Find
) -> None:
    """The indexes may lag behind the catalogue for a moment."""
    register("stays", draw(1))
    register("goes", draw(2))
    edition = registry.current()
    without = Catalog({"stays": edition.catalog.locate(1)[0]})
    assert find(draw(2), edition=replace(edition, catalog=without)).keys() == {"stays"}


def test_a_search_ends_though_a_right_is_withdrawn_meanwhile(
    draw: Draw,
    register: Register,
    registry: EditionSource,
    describe_photo: Describe,
    unindex: Callable[[int], None],
) -> None:
    """The indexes may be ahead of the catalogue that a search began with."""
    register("stays", draw(1))
    register("goes", draw(2), words=("KETTLEWELL",))
    edition = registry.current()
    described = describe_photo(draw(2), lines=("KETTLEWELL",))

    before = Matchmaker(Verifier()).candidates(described, _TODAY, edition)
    unindex(2)
    table = cues(described, before, edition.vectors, described.vectors[:1], twins=0.97)
    assert table.shape == (2, len(CUES))
    assert not np.isinf(table).any()

    after = Matchmaker(Verifier()).candidates(described, _TODAY, edition)
    proposed = {candidate.right.right_id: candidate.proposed for candidate in after}
    assert proposed["goes"] == {Channel.WORDMARK}
