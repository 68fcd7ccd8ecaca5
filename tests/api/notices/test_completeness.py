from collections.abc import Callable
from dataclasses import replace

import pytest

from api.notices.completeness import IncompleteNoticeError, shortcomings
from data.notices import Claim, Notice, NoticeItem

MakeNotice = Callable[..., Notice]
MakeItem = Callable[..., NoticeItem]


def test_a_notice_with_all_of_it_is_complete(make_notice: MakeNotice) -> None:
    assert shortcomings(make_notice()) == ()


def test_an_empty_notice_lacks_each_element_of_article_16(make_notice: MakeNotice) -> None:
    found = shortcomings(replace(make_notice(), claim=Claim(), items=()))
    assert [shortcoming.field for shortcoming in found] == [
        "name",
        "email",
        "reasons",
        "good_faith",
        "items",
    ]
    with pytest.raises(IncompleteNoticeError, match=r"name is missing.*\(and 4 more\)"):
        raise IncompleteNoticeError(found)


@pytest.mark.parametrize(
    "email",
    [
        "ip",
        "ip@",
        "@x.example",
        "ip@host",
        "a b@x.example",
        "a@b@x.example",
        "ip@x.example\nBcc: x",
        "ip@-.example",
        "<ip@x.example>",
        "ip@x..example",
        "i" * 300 + "@x.example",
    ],
)
def test_what_is_no_address_is_told(make_notice: MakeNotice, email: str) -> None:
    notice = make_notice()
    (found,) = shortcomings(replace(notice, claim=replace(notice.claim, email=email)))
    assert found.field == "email"


@pytest.mark.parametrize("email", ["ip@brunel.example", "a.b+c@mail.brünel.example", "x@y-z.co.uk"])
def test_addresses_that_there_are_pass(make_notice: MakeNotice, email: str) -> None:
    notice = make_notice()
    assert shortcomings(replace(notice, claim=replace(notice.claim, email=email))) == ()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "is missing"),
        ("", "is missing"),
        ("shop.example/item/1", "no address on the web"),
        ("ftp://shop.example/item/1", "no address on the web"),
        ("javascript:alert(1)", "no address on the web"),
        ("https:///item/1", "no address on the web"),
        ("https://shop.example", "all of shop.example"),
        ("https://shop.example/", "all of shop.example"),
        ("https://me:secret@shop.example/item/1", "password"),
        ("https://shop.example/item 1", "escaped"),
        ("https://shop.example/\nx", "escaped"),
        ("https://[::1/item/1", "is no URL"),
        ("https://shop.example:99999/item", "is no URL"),
        ("https://shop.example/" + "x" * 9000, "too long"),
    ],
)
def test_what_is_no_exact_location_is_told_with_its_listing(
    make_notice: MakeNotice, make_item: MakeItem, url: str | None, said: str
) -> None:
    (found,) = shortcomings(make_notice(make_item("L1"), make_item("L2", url=url)))
    assert (found.field, found.listing_id) == ("items[1].url", "L2")
    assert said in found.reason


def test_one_address_is_of_one_listing(make_notice: MakeNotice, make_item: MakeItem) -> None:
    url = "https://shop.example/item?id=1"
    twice = make_notice(make_item("L1", url=url), make_item("L2", url=url))
    (found,) = shortcomings(twice)
    assert "'L1'" in found.reason
    again = make_item("L1", url=url)
    assert shortcomings(make_notice(make_item("L1", url=url), again)) == ()


def test_a_right_that_is_not_named_is_told(make_notice: MakeNotice, make_item: MakeItem) -> None:
    (found,) = shortcomings(make_notice(make_item("L1", "D9")))
    assert found.field == "items[0].right_id"


@pytest.mark.parametrize(
    ("reasons", "enough"),
    [
        ("It is a fake.", False),
        ("   ", False),
        (
            "该商品的外观与我方注册外观设计相同。包括壶身、壶嘴和把手的形状。未经许可销售。侵犯我方权利。请求删除。",
            True,
        ),
    ],
)
def test_reasons_have_to_say_something(make_notice: MakeNotice, reasons: str, enough: bool) -> None:
    notice = make_notice()
    found = shortcomings(replace(notice, claim=replace(notice.claim, reasons=reasons)))
    assert (found == ()) == enough
