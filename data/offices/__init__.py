"""What the offices where rights are registered prescribe: numbers, classes and terms."""

from data.offices.checks import FieldError, check_right
from data.offices.office import Office, office_named
from data.offices.terms import ends_of_terms, first_expiry, longest_until

__all__ = [
    "FieldError",
    "Office",
    "check_right",
    "ends_of_terms",
    "first_expiry",
    "longest_until",
    "office_named",
]
