"""Locarno, Nice and Vienna."""

import pytest

from data.offices.classes import class_error
from data.records import Kind


@pytest.mark.parametrize(
    ("code", "kind", "error"),
    [
        ("07-01", Kind.REGISTERED_DESIGN, None),
        ("7-1", Kind.REGISTERED_DESIGN, None),
        ("32-99", Kind.REGISTERED_DESIGN, None),
        ("33-01", Kind.REGISTERED_DESIGN, "they go from 01 to 32"),
        ("00-01", Kind.REGISTERED_DESIGN, "they go from 01 to 32"),
        ("07-00", Kind.REGISTERED_DESIGN, "they go from 01 to 32"),
        ("07", Kind.REGISTERED_DESIGN, "class, hyphen and subclass, such as 07-01"),
        ("26.4.2", Kind.REGISTERED_DESIGN, "is not a Locarno class"),
        ("32", Kind.TRADEMARK, None),
        ("05", Kind.TRADEMARK, None),
        ("45", Kind.TRADEMARK, None),
        ("46", Kind.TRADEMARK, "is neither a Nice class, 1 to 45 such as 32"),
        ("0", Kind.TRADEMARK, "is neither a Nice class"),
        ("drinks", Kind.TRADEMARK, "nor a Vienna code such as 26.4.2"),
        ("26.4.2", Kind.TRADEMARK, None),
        ("26.04", Kind.TRADEMARK, None),
        ("30.1.1", Kind.TRADEMARK, "categories 1 to 29"),
        ("26..1", Kind.TRADEMARK, "is not a Vienna code"),
        ("26.0.1", Kind.TRADEMARK, "is not a Vienna code"),
        ("1.2.3.4", Kind.TRADEMARK, "is not a Vienna code"),
    ],
)
def test_classes(code: str, kind: Kind, error: str | None) -> None:
    found = class_error(code, kind)
    assert (found is None) if error is None else (found is not None and error in found)
