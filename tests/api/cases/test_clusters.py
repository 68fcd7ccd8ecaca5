from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from api.cases.clusters import NEAR, into_clusters
from data.casework import CaseListing, Verdict

RANDOM = np.random.default_rng(1)
BASE = RANDOM.integers(0, 256, (8, 32), dtype=np.uint8)


def fingerprint(differs: int = 0, *, of: int = 0, turned: int = 0) -> bytes:
    """Hashes of one of several pictures, from its first one so many bits away."""
    variants = np.roll(BASE ^ np.uint8(of * 37), turned, axis=0)
    flips = np.packbits(np.arange(256) < differs)
    return (variants ^ flips).tobytes()


def listing(name: str, given: bytes | None = None, **fields: object) -> CaseListing:
    made = CaseListing(name, hit_id=1, fingerprint=given)
    return replace(made, **fields)  # type: ignore[arg-type]


def clusters(*listings: CaseListing) -> list[int]:
    return [each.cluster for each in into_clusters(listings)]


def test_near_photos_are_one_cluster_and_others_are_not() -> None:
    found = clusters(
        listing("a", fingerprint()),
        listing("b", fingerprint(of=1)),
        listing("c", fingerprint(NEAR)),
        listing("d", fingerprint(NEAR + 1, of=1)),
    )
    assert found == [1, 2, 1, 4]


def test_a_chain_of_near_photos_is_one_cluster() -> None:
    steps = [listing(str(bits), fingerprint(bits)) for bits in (0, 60, 30)]
    assert clusters(*steps) == [1, 1, 1]
    assert clusters(*steps[:2]) == [1, 2]


def test_a_photo_that_is_turned_is_the_same_one() -> None:
    assert clusters(listing("a", fingerprint()), listing("b", fingerprint(turned=3))) == [1, 1]


def test_without_fingerprints_only_equal_photos_are_one_cluster() -> None:
    photo = "a" * 64
    found = clusters(
        listing("a", photo_sha256=photo),
        listing("b"),
        listing("c"),
        listing("d", photo_sha256=photo),
    )
    assert found == [1, 2, 3, 1]


def test_what_joins_a_decided_cluster_is_decided_with_it() -> None:
    first, second = into_clusters(
        [listing("a", fingerprint(), verdict=Verdict.CLEARED), listing("b", fingerprint(3))]
    )
    assert first.verdict is second.verdict is Verdict.CLEARED


def test_clusters_that_were_decided_differently_stay_apart() -> None:
    found = into_clusters(
        [
            listing("a", fingerprint(), verdict=Verdict.CLEARED),
            listing("b", fingerprint(40), verdict=Verdict.INFRINGING),
            listing("between, nearer the second", fingerprint(25)),
        ]
    )
    assert [each.cluster for each in found] == [1, 2, 2]
    assert found[2].verdict is Verdict.INFRINGING


def test_no_listings_have_no_clusters() -> None:
    assert into_clusters([]) == ()


PHOTOS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 90)) | st.none(), min_size=1, max_size=12
)


@given(PHOTOS)
def test_clusters_are_the_connected_parts_of_the_graph_of_near_photos(
    photos: list[tuple[int, int] | None],
) -> None:
    found = clusters(
        *(
            listing(str(name), photo and fingerprint(photo[1], of=photo[0]))
            for name, photo in enumerate(photos)
        )
    )
    # Pictures are far apart, and of one picture the fingerprints lie on a line.
    parts = list(range(len(photos)))
    for _ in photos:
        for (i, one), (j, other) in combinations(enumerate(photos), 2):
            if one and other and one[0] == other[0] and abs(one[1] - other[1]) <= NEAR:
                parts[i] = parts[j] = min(parts[i], parts[j])
    assert found == [part + 1 for part in parts]


@given(PHOTOS, st.integers(0, 12))
def test_clusters_keep_their_numbers_when_listings_come(
    photos: list[tuple[int, int] | None], before: int
) -> None:
    listings = [
        listing(str(name), photo and fingerprint(photo[1], of=photo[0]))
        for name, photo in enumerate(photos)
    ]
    at_once = into_clusters(listings)
    assert into_clusters((*into_clusters(listings[:before]), *listings[before:])) == at_once
