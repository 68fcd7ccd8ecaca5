"""How offices number applications and registrations.

Sources: UKIPO designs re-registered from the Union's registers, gov.uk/guidance
"international-eu-protected-designs-after-brexit" and its sister on registered Community designs;
China's nine and thirteen digit numbers, standard ZC 0006-2003; the others as the offices' own
registers (UKIPO "Search for a design/trade mark", eSearch plus, Hague Express, Madrid Monitor,
USPTO Patent Public Search, TSDR) print them.
"""

import re
from dataclasses import dataclass

from data.offices.office import Office
from data.records import Kind


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number looks like.

    Attributes:
        pattern: Matches the whole number, in capitals, with single spaces at most.
        example: A number of this form.
        form: What it consists of, in words.
        checked: Whether its last character is a check digit as China's patent numbers have it.
    """

    pattern: re.Pattern[str]
    example: str
    form: str
    checked: bool = False


_AMERICAN = r"(\d{6,7}|\d{3},\d{3}|\d,\d{3},\d{3})"
_CHINESE_DESIGN = NumberFormat(
    re.compile(r"(ZL|CN)? ?((19|20)\d\d ?3 ?\d{7}|[89]\d ?3 ?\d{5}|0[0-3] ?3 ?\d{5})\.[\dX]"),
    "ZL202030123456.3",
    "the year, a 3 for designs, seven digits, and a check digit behind a point",
    checked=True,
)

REGISTRATION_NUMBERS = {
    (Office.UKIPO, Kind.REGISTERED_DESIGN): NumberFormat(
        re.compile(r"\d{7}|[89]\d{13}"),
        "6012345",
        "seven digits, or 9 or 8 and thirteen digits for one re-registered from the EU",
    ),
    (Office.UKIPO, Kind.TRADEMARK): NumberFormat(
        re.compile(r"(UK)?\d{7}[A-Z]?|UK\d{11}[A-Z]?"),
        "UK00003123456",
        "UK and eleven digits",
    ),
    (Office.EUIPO, Kind.REGISTERED_DESIGN): NumberFormat(
        re.compile(r"\d{9}-\d{4}"),
        "007614402-0001",
        "nine digits, a hyphen and the design's four digits",
    ),
    (Office.EUIPO, Kind.TRADEMARK): NumberFormat(
        re.compile(r"\d{9}"),
        "018123456",
        "nine digits, zeros in front among them",
    ),
    (Office.CNIPA, Kind.REGISTERED_DESIGN): _CHINESE_DESIGN,
    (Office.CNIPA, Kind.TRADEMARK): NumberFormat(
        re.compile(r"\d{5,8}[A-Z]?"), "12345678", "up to eight digits, sometimes a letter behind"
    ),
    (Office.WIPO, Kind.REGISTERED_DESIGN): NumberFormat(
        re.compile(r"DM/ ?\d{3} ?\d{3}(-\d{1,4})?|D\d{6}-\d{4}"),
        "DM/123456",
        "DM/ and six digits",
    ),
    (Office.WIPO, Kind.TRADEMARK): NumberFormat(
        re.compile(r"(\d?R ?)?\d{5,7}[A-Z]?"), "1234567", "up to seven digits"
    ),
    (Office.USPTO, Kind.REGISTERED_DESIGN): NumberFormat(
        re.compile(rf"(US ?)?D ?{_AMERICAN} ?(S1?)?"), "D912,345", "D and six or seven digits"
    ),
    (Office.USPTO, Kind.TRADEMARK): NumberFormat(
        re.compile(r"\d{6,7}|\d,\d{3},\d{3}|\d{3},\d{3}"), "6,123,456", "six or seven digits"
    ),
}

APPLICATION_NUMBERS = {
    **{
        # These offices give a right one number for good.
        key: REGISTRATION_NUMBERS[key]
        for key in (
            (Office.UKIPO, Kind.REGISTERED_DESIGN),
            (Office.UKIPO, Kind.TRADEMARK),
            (Office.EUIPO, Kind.TRADEMARK),
            (Office.CNIPA, Kind.REGISTERED_DESIGN),
            (Office.CNIPA, Kind.TRADEMARK),
        )
    },
    (Office.EUIPO, Kind.REGISTERED_DESIGN): NumberFormat(
        re.compile(r"\d{9}(-\d{4})?"), "007614402", "nine digits"
    ),
    (Office.USPTO, Kind.REGISTERED_DESIGN): NumberFormat(
        re.compile(r"(29|30|35)/? ?(\d{6}|\d{3},\d{3})"), "29/712,345", "29/ and six digits"
    ),
    (Office.USPTO, Kind.TRADEMARK): NumberFormat(
        re.compile(r"\d{2}/? ?(\d{6}|\d{3},\d{3})"), "97/123,456", "a series, / and six digits"
    ),
}

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def number_error(number: str, expected: NumberFormat, office: Office) -> str | None:
    """Say what is wrong with a number, with a right one beside it; ``None`` if it is right."""
    written = " ".join(number.upper().split())
    if not expected.pattern.fullmatch(written):
        return f"is not a number of {office}: {expected.form}, such as {expected.example}"
    if expected.checked and written[-1] != (digit := chinese_check_digit(written[:-1])):
        return (
            f"has the check digit {written[-1]} where {digit} would belong: look the number up "
            f"again; one that is right is {expected.example}"
        )
    return None


def chinese_check_digit(number: str) -> str:
    """Return the check digit that belongs to a Chinese application or patent number.

    Args:
        number: With its eight or twelve digits; whatever else is in it does not count.
    """
    digits = [int(digit) for digit in re.findall(r"\d", number)]
    remainder = sum(map(int.__mul__, digits, _WEIGHTS)) % 11
    return "X" if remainder == 10 else str(remainder)
