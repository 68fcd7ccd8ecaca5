from collections.abc import Callable

import pytest

from api.report import Card


def test_a_card_cannot_accuse_with_another_right(make_card: Callable[..., Card]) -> None:
    with pytest.raises(ValueError, match="names right 'kettle' but the card shows 'fan'"):
        make_card(right={"right_id": "fan"})
