"""Classes of designs and marks: Locarno, Nice and Vienna.

Designs have Locarno classes, such as ``07-01``: thirty-two classes with subclasses, 99 the one for
what fits no other (Locarno Classification, 10th edition and later). Marks have Nice classes, 1 to
45 (12th edition), and where they are figurative Vienna codes of category, division and section,
such as ``26.4.2``, in twenty-nine categories (9th edition).
"""

import re

from data.records import Kind

_LOCARNO_CLASSES = 32
_NICE_CLASSES = 45
_VIENNA_CATEGORIES = 29


def class_error(code: str, kind: Kind) -> str | None:
    """Say what is wrong with a class of a design or a mark; ``None`` if it is right."""
    if kind is Kind.REGISTERED_DESIGN:
        return _locarno_error(code)
    return _vienna_error(code) if "." in code else _nice_error(code)


def _locarno_error(code: str) -> str | None:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", code)
    if found is None:
        return "is not a Locarno class: class, hyphen and subclass, such as 07-01"
    main, sub = map(int, found.groups())
    if not (1 <= main <= _LOCARNO_CLASSES and sub >= 1):
        return f"is not a Locarno class: they go from 01 to {_LOCARNO_CLASSES}, such as 07-01"
    return None


def _nice_error(code: str) -> str | None:
    if not re.fullmatch(r"\d{1,2}", code) or not 1 <= int(code) <= _NICE_CLASSES:
        return (
            f"is neither a Nice class, 1 to {_NICE_CLASSES} such as 32, "
            "nor a Vienna code such as 26.4.2"
        )
    return None


def _vienna_error(code: str) -> str | None:
    parts = re.fullmatch(r"(\d{1,2})\.(\d{1,2})(\.(\d{1,2}))?", code)
    if parts is None or not 1 <= int(parts[1]) <= _VIENNA_CATEGORIES or 0 in _numbers(code):
        return (
            "is not a Vienna code: category, division and section with points between, in "
            f"categories 1 to {_VIENNA_CATEGORIES}, such as 26.4.2"
        )
    return None


def _numbers(code: str) -> list[int]:
    return [int(part) for part in code.split(".")]
