"""The offices whose rules are known."""

from enum import StrEnum


class Office(StrEnum):
    """An office, or at WIPO the register of international rights."""

    UKIPO = "UKIPO"
    EUIPO = "EUIPO"
    CNIPA = "CNIPA"
    WIPO = "WIPO"
    USPTO = "USPTO"


_ALSO_CALLED = {
    "UK": Office.UKIPO,
    "GB": Office.UKIPO,
    "UK IPO": Office.UKIPO,
    "IPO": Office.UKIPO,
    "EU": Office.EUIPO,
    "EM": Office.EUIPO,
    "OHIM": Office.EUIPO,
    "CN": Office.CNIPA,
    "SIPO": Office.CNIPA,
    "WO": Office.WIPO,
    "IB": Office.WIPO,
    "HAGUE": Office.WIPO,
    "MADRID": Office.WIPO,
    "WIPO HAGUE": Office.WIPO,
    "WIPO MADRID": Office.WIPO,
    "US": Office.USPTO,
}
"""Codes of WIPO ST.3, and what people write; the offices of old names have the same rules."""


def office_named(name: str | None) -> Office | None:
    """Return the office of this name or code, in any case; ``None`` where it is not known here."""
    if name is None:
        return None
    key = " ".join(name.upper().split())
    return Office(key) if key in Office.__members__ else _ALSO_CALLED.get(key)
