"""Which hits a listing gets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.scoring.pipeline import Selection
from api.workspace import Workspace
from data.manifest import Rejected, read_rights
from data.records import Listing, Photo

MakeImage = Callable[..., bytes]


@pytest.fixture
def photos(tmp_path: Path, workspace: Workspace, make_image: MakeImage) -> Callable[..., Listing]:
    """Register two rights, one with an authorised seller; make listings of numbered photos."""
    for number in range(4):
        (tmp_path / f"{number}.png").write_bytes(make_image(number, "PNG"))
    (tmp_path / "rights.csv").write_text(
        "right_id,kind,title,image,expires_on,territories,authorised_sellers\n"
        "r0,trademark,R0,0.png,,,licensee\n"
        "r1,registered_design,R1,1.png,,GB,\n"
        "r2,registered_design,R2,2.png,2001-01-01,,\n"
    )
    rows = read_rights(tmp_path / "rights.csv")
    workspace.registrar.register(rows, read=workspace.read, reject=_no_rejects)

    def listing(*numbers: int, seller: str | None = None, territory: str | None = None) -> Listing:
        shown = tuple(
            Photo(f"{n}.png", str(tmp_path / f"{n}.png"), row) for row, n in enumerate(numbers, 1)
        )
        return Listing("listing", shown, seller_id=seller, territory=territory)

    return listing


def _no_rejects(rejected: Rejected) -> None:
    pytest.fail(str(rejected))


def test_photos_of_one_listing_make_one_hit_per_right(
    workspace: Workspace, photos: Callable[..., Listing]
) -> None:
    (scored,) = workspace.scorer(Selection()).score([photos(0, 0, 1, 3)])
    found = {hit.right_id: hit for hit in scored.hits}
    assert {right_id: hit.image for right_id, hit in found.items()} == {
        "r0": "0.png",
        "r1": "1.png",
    }
    assert len(scored.hits) == 2
    assert found["r0"].region == ((0, 0), (160, 0), (160, 160), (0, 160))


def test_candidates_are_given_for_every_photo(
    workspace: Workspace, photos: Callable[..., Listing]
) -> None:
    (scored,) = workspace.scorer(Selection(min_probability=0, top_k=1)).score([photos(0, 1, 3)])
    assert [hit.image for hit in scored.hits] == ["0.png", "1.png", "3.png"]


def test_an_authorised_seller_is_left_alone(
    workspace: Workspace, photos: Callable[..., Listing]
) -> None:
    (scored,) = workspace.scorer(Selection()).score([photos(0, 1, seller="licensee")])
    assert [hit.right_id for hit in scored.hits] == ["r1"]
    assert scored.authorised == 1


def test_a_right_matches_only_where_and_while_it_holds(
    workspace: Workspace, photos: Callable[..., Listing]
) -> None:
    scorer = workspace.scorer(Selection())
    at_home, abroad = scorer.score([photos(1, 2, territory="GB"), photos(1, 2, territory="DE")])
    assert [hit.right_id for hit in at_home.hits] == ["r1"]
    assert abroad.hits == ()


def test_listings_come_out_as_they_went_in(
    workspace: Workspace, photos: Callable[..., Listing]
) -> None:
    listings = [photos(*range(n % 5)) for n in range(40)]
    assert [scored.listing for scored in workspace.scorer(Selection()).score(listings)] == listings
