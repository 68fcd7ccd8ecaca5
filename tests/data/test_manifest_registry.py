"""What an office and a marketplace know of a right, from the rows of a manifest."""

import json
from datetime import date
from pathlib import Path

import pytest

from data.manifest import Rejected, RightRows, read_rights
from data.records import Agent

BASE = "right_id,kind,title,image"


def read(folder: Path, header: str, *rows: str) -> list[RightRows | Rejected]:
    path = folder / "rights.csv"
    path.write_text("\n".join((f"{BASE},{header}", *rows)) + "\n", encoding="utf-8")
    return list(read_rights(path))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("status", "dead", "is none of these: in_force, expired"),
        ("form", "painting", "is none of these: drawing, photograph, rendering"),
        ("owner_verified", "perhaps", "is neither yes nor no"),
        ("disclaimed", "1,1 2", "is not an outline such as"),
        ("disclaimed", "1,1 2,2.2.2 3,3", "is not an outline such as"),
        ("disclaimed", "1,1 2,2", "has 2 corners, where 3 to 1000 are wanted"),
        ("disclaimed", "1,1 5,5 9,9", "encloses nothing"),
        ("agent_from", "2024-01-01", "has no agent"),
        ("classes", "one", "is neither a Nice class"),
    ],
)
def test_a_wrong_cell_is_rejected(tmp_path: Path, column: str, value: str, reason: str) -> None:
    (found,) = read(tmp_path, column, f'A,trademark,T,a.png,"{value}"')
    assert isinstance(found, Rejected)
    assert found.field == column
    assert found.reason.startswith(reason)


def test_all_that_is_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, "status,form", "A,patent,,a.png,dead,painting")
    assert [item.field for item in found if isinstance(item, Rejected)] == [
        "form",
        "kind",
        "title",
        "status",
    ]


def test_an_agent_has_a_power_of_attorney(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path, "agent,agent_from,agent_until", "A,trademark,T,a.png,LLP,2024-01-01,2025-01-01"
    )
    assert isinstance(found, RightRows)
    agent = found.right.agent
    assert agent == Agent("LLP", date(2024, 1, 1), date(2025, 1, 1))
    assert [agent.may_act(date(year, 6, 1)) for year in (2023, 2024, 2025)] == [False, True, False]


def test_outlines_may_be_lists_in_json(tmp_path: Path) -> None:
    path = tmp_path / "rights.jsonl"
    outline = [[0, 0], [9, 0], [9, 9]]
    row = {"right_id": "A", "kind": "trademark", "title": "T", "image": "a.png"}
    path.write_text(json.dumps({**row, "disclaimed": [outline]}) + "\n")
    (found,) = read_rights(path)
    assert isinstance(found, RightRows)
    assert found.views[0].disclaimed == (((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)),)
    path.write_text(json.dumps({**row, "disclaimed": [outline, "x", 3]}) + "\n")
    assert [item.field for item in read_rights(path) if isinstance(item, Rejected)] == [
        "disclaimed"
    ]


def test_a_thirteenth_view_is_one_too_many(tmp_path: Path) -> None:
    rows = [f"A,trademark,T,{number}.png,{number}" for number in range(14)]
    *rejected, right = read(tmp_path, "view", *rows)
    assert [item.row for item in rejected if isinstance(item, Rejected)] == [13, 14]
    assert isinstance(right, RightRows)
    assert len(right.views) == 12
