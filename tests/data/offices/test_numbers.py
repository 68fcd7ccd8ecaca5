"""Numbers as the offices give them."""

import pytest

from data.offices import Office
from data.offices.numbers import (
    APPLICATION_NUMBERS,
    REGISTRATION_NUMBERS,
    NumberFormat,
    chinese_check_digit,
    number_error,
)
from data.records import Kind

DESIGN, MARK = Kind.REGISTERED_DESIGN, Kind.TRADEMARK


@pytest.mark.parametrize(
    ("office", "kind", "number"),
    [
        (Office.UKIPO, DESIGN, "6012345"),
        (Office.UKIPO, DESIGN, "90040480980004"),
        (Office.UKIPO, DESIGN, "80696400001000"),
        (Office.UKIPO, MARK, "UK00003123456"),
        (Office.UKIPO, MARK, "uk00912345678"),
        (Office.EUIPO, DESIGN, "004048098-0004"),
        (Office.EUIPO, MARK, "018123456"),
        (Office.CNIPA, DESIGN, "ZL 2009 3 0143483.0"),
        (Office.CNIPA, DESIGN, "200930143483.0"),
        (Office.CNIPA, MARK, "12345678"),
        (Office.WIPO, DESIGN, "DM/069 640"),
        (Office.WIPO, DESIGN, "D069640-0001"),
        (Office.WIPO, MARK, "1234567A"),
        (Office.USPTO, DESIGN, "US D912,345 S"),
        (Office.USPTO, DESIGN, "USD1012345S1"),
        (Office.USPTO, MARK, "6,123,456"),
    ],
)
def test_numbers_that_are_right(office: Office, kind: Kind, number: str) -> None:
    assert number_error(number, REGISTRATION_NUMBERS[office, kind], office) is None


@pytest.mark.parametrize(
    ("office", "kind", "number", "example"),
    [
        (Office.UKIPO, DESIGN, "70040480980004", "6012345"),
        (Office.UKIPO, MARK, "UK123", "UK00003123456"),
        (Office.EUIPO, DESIGN, "4048098-4", "007614402-0001"),
        (Office.EUIPO, MARK, "18123456", "018123456"),
        (Office.CNIPA, DESIGN, "ZL200910143483.0", "ZL202030123456.3"),
        (Office.CNIPA, MARK, "TM-1", "12345678"),
        (Office.WIPO, DESIGN, "DM 69640", "DM/123456"),
        (Office.WIPO, MARK, "IR/12", "1234567"),
        (Office.USPTO, DESIGN, "912,345", "D912,345"),
        (Office.USPTO, MARK, "61,23,456", "6,123,456"),
    ],
)
def test_a_wrong_number_is_told_what_a_right_one_is(
    office: Office, kind: Kind, number: str, example: str
) -> None:
    error = number_error(number, REGISTRATION_NUMBERS[office, kind], office)
    assert error is not None
    assert error.startswith(f"is not a number of {office}: ")
    assert error.endswith(f"such as {example}")


@pytest.mark.parametrize("formats", [REGISTRATION_NUMBERS, APPLICATION_NUMBERS])
def test_every_example_is_right(formats: dict[tuple[Office, Kind], NumberFormat]) -> None:
    for (office, _), expected in formats.items():
        assert number_error(expected.example, expected, office) is None


def test_there_is_a_registration_number_of_every_office_and_kind() -> None:
    assert set(REGISTRATION_NUMBERS) == {(office, kind) for office in Office for kind in Kind}


@pytest.mark.parametrize(
    "number", ["200930143483.0", "200710308494.X", "200710077832.3", "88201465.X"]
)
def test_chinese_check_digits(number: str) -> None:
    front, digit = number.split(".")
    assert chinese_check_digit(front) == digit


def test_a_mistyped_chinese_number_is_found_by_its_check_digit() -> None:
    expected = REGISTRATION_NUMBERS[Office.CNIPA, DESIGN]
    error = number_error("ZL200930143438.0", expected, Office.CNIPA)
    assert error is not None
    assert error.startswith("has the check digit 0 where 5 would belong")
