"""Manifests of rights: what goes in, and what is rejected by row and reason."""

from datetime import date
from pathlib import Path

import pytest

from data.manifest import ManifestError, Rejected, RightRows, ViewRow, read_rights
from data.records import Kind, Right

HEADER = "right_id,kind,title,image,view"


def read(folder: Path, *lines: str, header: str = HEADER) -> list[RightRows | Rejected]:
    path = folder / "rights.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return list(read_rights(path))


def rejected(found: list[RightRows | Rejected]) -> list[tuple[int, str | None, str | None, str]]:
    return [
        (item.row, item.id, item.field, item.reason) for item in found if isinstance(item, Rejected)
    ]


def views(found: list[RightRows | Rejected]) -> dict[str, list[str]]:
    return {
        item.right.right_id: [view.name for view in item.views]
        for item in found
        if isinstance(item, RightRows)
    }


def test_every_column_is_read(tmp_path: Path) -> None:
    header = (
        "right_id,kind,title,image,view,owner,office,registration_number,classes,words,"
        "filed_on,expires_on,territories,authorised_sellers,colour"
    )
    row = (
        "D1,registered_design,Kettle,img/kettle.png,side,Acme,EUIPO,007614402-0001,07-01; 07-02,,"
        "2020-02-29,2025-02-28,de;EU,shop-1;shop-2;shop-1,red"
    )
    assert read(tmp_path, row, header=header) == [
        RightRows(
            Right(
                right_id="D1",
                kind=Kind.REGISTERED_DESIGN,
                title="Kettle",
                views=(),
                owner="Acme",
                office="EUIPO",
                registration_number="007614402-0001",
                classes=("07-01", "07-02"),
                filed_on=date(2020, 2, 29),
                expires_on=date(2025, 2, 28),
                territories=("DE", "EU"),
                authorised_sellers=("shop-1", "shop-2"),
                metadata={"colour": "red"},
            ),
            (ViewRow("side", "img/kettle.png", str(tmp_path / "img/kettle.png"), 1),),
        )
    ]


def test_rows_of_one_right_may_be_apart(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "A,trademark,Alpha,a1.png,front",
        "B,trademark,Beta,b.png,front",
        "A,trademark,Alpha,a2.png,back",
    )
    assert views(found) == {"B": ["front"], "A": ["front", "back"]}


def test_an_only_view_is_called_front_and_others_after_their_files(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "A,trademark,Alpha,logo.png,",
        "B,trademark,Beta,pics/left.png,",
        "B,trademark,Beta,https://example.org/pics/right.view.jpg?size=2,",
    )
    assert views(found) == {"A": ["front"], "B": ["left", "right.view"]}


def test_the_view_column_may_be_absent(tmp_path: Path) -> None:
    found = read(tmp_path, "A,trademark,Alpha,logo.png", header="right_id,kind,title,image")
    assert views(found) == {"A": ["front"]}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",trademark,T,a.png,v", (1, None, "right_id", "is missing")),
        ("A,trademark,T,,v", (1, "A", "image", "is missing")),
        ("A,trademark, ,a.png,v", (1, "A", "title", "is missing")),
        ("A,,T,a.png,v", (1, "A", "kind", "is missing")),
        (
            "A,patent,T,a.png,v",
            (1, "A", "kind", "is not a known kind: use registered_design or trademark"),
        ),
        ("A,trademark,T,s3://b/a.png,v", (1, "A", "image", "is neither a path nor an http(s) URL")),
        ("A,trademark,T,https://,v", (1, "A", "image", "is neither a path nor an http(s) URL")),
        ("A,trademark,T,https://[,v", (1, "A", "image", "is not a URL: Invalid IPv6 URL")),
        (
            f"{'A' * 201},trademark,T,a.png,v",
            (1, None, "right_id", "is longer than 200 characters"),
        ),
        ("A\x00,trademark,T,a.png,v", (1, None, "right_id", "holds the control character U+0000")),
        ('A,trademark,T,a.png,"v\nw"', (1, "A", "view", "holds the control character U+000A")),
        ("A,trademark,T\x1b[2J,a.png,v", (1, "A", "title", "holds the control character U+001B")),
        ("A,trademark,T,a.png,v,extra", (1, None, None, "has 6 cells under a header of 5")),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_goes_in(
    tmp_path: Path, row: str, reason: tuple[int, str | None, str | None, str]
) -> None:
    found = read(tmp_path, row, "Z,trademark,Zeta,z.png,front")
    assert rejected(found) == [reason]
    assert views(found) == {"Z": ["front"]}


@pytest.mark.parametrize("text", ["01/02/2020", "20200201", "2020-02-30", "2020-W05", "soon"])
def test_only_iso_dates_are_taken(tmp_path: Path, text: str) -> None:
    found = read(
        tmp_path, f"A,trademark,T,a.png,{text}", header="right_id,kind,title,image,filed_on"
    )
    assert found == [Rejected(1, "A", "filed_on", text, "is not a date of the form YYYY-MM-DD")]


def test_an_expiry_before_filing_is_rejected(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "A,trademark,T,a.png,2020-01-02,2020-01-01",
        "B,trademark,T,b.png,2020-01-02,2020-01-02",
        header="right_id,kind,title,image,filed_on,expires_on",
    )
    assert found[0] == Rejected(
        1, "A", "expires_on", "2020-01-01", "is before the right was filed, 2020-01-02"
    )
    assert views(found) == {"B": ["front"]}


def test_an_expiry_before_the_filing_of_another_row_is_rejected(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "A,trademark,T,a.png,2020-01-02,",
        "A,trademark,T,b.png,,2019-01-01",
        header="right_id,kind,title,image,filed_on,expires_on",
    )
    assert [item[:3] for item in rejected(found)] == [(2, "A", "expires_on")]
    assert views(found) == {"A": ["a"]}


def test_a_territory_is_a_two_letter_code(tmp_path: Path) -> None:
    found = read(
        tmp_path, "A,trademark,T,a.png,DE;Germany", header="right_id,kind,title,image,territories"
    )
    assert found == [
        Rejected(
            1,
            "A",
            "territories",
            "GERMANY",
            "is not a two-letter country code such as DE, GB or EU",
        )
    ]


def test_a_view_that_is_given_twice_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "A,trademark,T,a.png,front", "A,trademark,T,b.png,front")
    assert rejected(found) == [(2, "A", "view", "is in row 1 already")]
    assert views(found) == {"A": ["front"]}


def test_a_row_that_contradicts_its_right_is_rejected(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "A,trademark,Alpha,a.png,front",
        "A,trademark,Omega,b.png,back",
        "A,trademark,Alpha,c.png,side",
    )
    assert rejected(found) == [
        (2, "A", "title", "contradicts an earlier row of the same id: Alpha")
    ]
    assert views(found) == {"A": ["front", "side"]}


def test_what_one_row_leaves_out_another_may_give(tmp_path: Path) -> None:
    [found] = read(
        tmp_path,
        "A,trademark,T,a.png,,Acme,",
        "A,trademark,T,b.png,EUIPO,,x",
        header="right_id,kind,title,image,office,owner,note",
    )
    assert isinstance(found, RightRows)
    assert (found.right.owner, found.right.office) == ("Acme", "EUIPO")
    assert found.right.metadata == {"note": "x"}


def test_a_right_whose_last_row_is_bad_still_goes_in(tmp_path: Path) -> None:
    found = read(tmp_path, "A,trademark,T,a.png,front", "A,trademark,T,,back")
    assert views(found) == {"A": ["front"]}


def test_paths_are_taken_from_the_manifests_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    read(tmp_path / "sub", "A,trademark,T,../up.png,one", "A,trademark,T,/abs.png,two")
    monkeypatch.chdir(tmp_path)
    [found] = read_rights(Path("sub/rights.csv"))
    assert isinstance(found, RightRows)
    assert [view.location for view in found.views] == [str(tmp_path / "up.png"), "/abs.png"]


def test_a_missing_column_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="column kind, image is missing; there are: right_id"):
        read(tmp_path, "A,T", header="right_id,title")


def test_a_long_value_is_shown_shortened(tmp_path: Path) -> None:
    [found] = read(tmp_path, f"A,{'k' * 9000},T,a.png,v")
    assert isinstance(found, Rejected)
    assert found.value == "k" * 200 + "…"
