"""Figures overall, by kind of right and by column."""

from collections.abc import Callable
from dataclasses import replace

from data.records import Kind, Listing, Photo
from training.evaluation.answers import PhotoAnswers
from training.evaluation.breakdown import Breakdown, breakdown

MakePhoto = Callable[..., PhotoAnswers]

KINDS = {
    "design": Kind.REGISTERED_DESIGN,
    "other": Kind.REGISTERED_DESIGN,
    "logo": Kind.TRADEMARK,
}


def _broken_down(*photos: PhotoAnswers) -> Breakdown:
    return breakdown(photos, KINDS, resamples=20)


def test_columns_of_some_files_only(make_photo: MakePhoto) -> None:
    figures = _broken_down(
        make_photo("design", ("design", 0.9), group="x", id="1"),
        make_photo("design", ("other", 0.8), group="y", id="2"),
        make_photo("logo", ("logo", 0.7), relation="z"),
        make_photo("", ("logo", 0.6)),
        make_photo("", ("logo", 0.1), group="x"),
    )
    assert figures.by.keys() == {"group", "id", "relation", "kind"}
    x, y = figures.by["group"]["x"], figures.by["group"]["y"]
    assert (x.accuracy.r1, x.n_listings, x.n_negatives) == (1, 1, 2)
    assert (y.accuracy.r1, y.n_listings, y.n_negatives) == (0, 1, 1)
    assert figures.by["relation"]["z"].n_negatives == 2
    assert (figures.overall.n_listings, figures.overall.n_negatives) == (3, 2)
    assert figures.overall.n_rights == 3


def test_kinds_of_rights(make_photo: MakePhoto) -> None:
    figures = _broken_down(
        make_photo("design", ("logo", 0.9), ("design", 0.8)),
        make_photo("logo", ("logo", 0.7)),
        make_photo("", ("logo", 0.1)),
    )
    design, logo = (figures.by["kind"][kind] for kind in ("registered_design", "trademark"))
    assert (design.accuracy.uap, design.accuracy.r1, design.n_rights) == (1, 0, 2)
    assert (design.n_listings, design.n_negatives) == (1, 2)
    # The wrong logo of the first photo comes first.
    assert (logo.accuracy.uap, logo.accuracy.r1, logo.n_rights) == (0.5, 1, 1)


def test_a_kind_that_no_listing_shows_is_left_out(make_photo: MakePhoto) -> None:
    figures = _broken_down(make_photo("logo unregistered", ("logo", 0.7)))
    assert figures.by["kind"].keys() == {"trademark"}
    assert figures.overall.accuracy.uap == 0.5


def test_columns_of_names_are_no_groups(make_photo: MakePhoto) -> None:
    photos = [make_photo("logo", ("logo", 0.7), name=str(number)) for number in range(21)]
    assert "name" not in _broken_down(*photos).by
    assert "name" in _broken_down(*photos[1:]).by


def test_photos_of_one_listing_are_one_listing(make_photo: MakePhoto) -> None:
    listing = Listing("a", (Photo("p.jpg", "/p.jpg", 1),), right_ids=("logo",))
    namesake = Listing("a", listing.photos, right_ids=())
    figures = _broken_down(
        make_photo(listing, ("logo", 0.9)), make_photo(listing), make_photo(namesake)
    )
    assert (figures.overall.n_listings, figures.overall.n_negatives) == (1, 1)
    assert figures.overall.accuracy.r1 == 0.5


def test_thresholds_are_probabilities(make_photo: MakePhoto) -> None:
    photo = make_photo("logo design", ("logo", 0.9), ("design", 0.8), ("other", 0.3))
    answers = [replace(answer, score=10 * answer.score) for answer in photo.answers]
    group = _broken_down(replace(photo, answers=(*answers,))).overall
    assert group.accuracy.threshold_p90 == group.accuracy.threshold_p99 == 0.8
    for name in ("threshold_p90", "threshold_p99"):
        assert group.interval[name] == (0.8, 0.8)
