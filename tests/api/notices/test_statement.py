from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from api.notices.statement import NoStatementError, as_text, statement
from data.notices import Decision, Ground, Notice, NoticeItem, NoticeState, Outcome


@pytest.fixture
def decided(
    make_notice: Callable[..., Notice],
    make_item: Callable[..., NoticeItem],
    decision: Decision,
    now: datetime,
) -> Notice:
    return make_notice(
        make_item("L1", outcome=Outcome.UPHELD, listing_title="Retro kettle"),
        make_item("L2", outcome=Outcome.REJECTED),
        make_item("L3", outcome=Outcome.UPHELD, seller_id="S2"),
        state=NoticeState.DECIDED,
        decided_at=now,
        decision=decision,
    )


def test_a_seller_is_told_of_its_own_listings_alone(decided: Notice) -> None:
    given = statement(decided, "S1")
    assert [fact.listing_id for fact in given.facts] == ["L1"]
    assert [fact.listing_id for fact in statement(decided, "S2").facts] == ["L3"]
    assert "L3" not in as_text(given)


def test_the_text_has_what_article_17_asks_for(decided: Notice) -> None:
    given = statement(decided, "S1")
    text = as_text(given)
    for said in (
        "Decision: removal, DE, without an end date",
        "a notice under Article 16",
        "L1 (Retro kettle), https://shop.example/item/L1",
        "EUIPO 007614402-0001, Kettle",
        "detected by automated comparison",
        "taken by a person",
        "Ground, in the law: Article 19(1) of Regulation (EC) No 6/2002",
        "same overall impression",
        "Article 20",
        "2026-11-04",
        "out-of-court",
        "court",
    ):
        assert said in text
    assert given.automated_detection
    assert not given.automated_decision


def test_the_notifier_is_named_only_where_that_was_decided(decided: Notice) -> None:
    assert "Brunel Appliances Ltd" not in as_text(statement(decided, "S1"))
    assert decided.decision is not None
    named = replace(decided, decision=replace(decided.decision, names_notifier=True))
    text = as_text(statement(named, "S1"))
    assert "by Brunel Appliances Ltd." in text
    assert "ip@brunel.example" not in text


def test_other_decisions_are_worded_as_they_are(decided: Notice) -> None:
    assert decided.decision is not None
    other = replace(
        decided.decision,
        ground=Ground.CONTRACTUAL,
        automated=True,
        territories=(),
        until=date(2027, 1, 1),
    )
    text = as_text(statement(replace(decided, decision=other), "S1"))
    assert "everywhere the service is offered, until 2027-01-01" in text
    assert "taken by automated means" in text
    assert "our terms and conditions" in text


def test_without_a_decision_against_a_seller_there_is_no_statement(decided: Notice) -> None:
    with pytest.raises(NoStatementError, match="not upheld"):
        statement(decided, "S9")
    with pytest.raises(NoStatementError, match="not decided"):
        statement(replace(decided, decision=None), "S1")
