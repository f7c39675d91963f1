"""Cursors come back as they were, and only where they belong."""

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.errors import Invalid
from runtime.records.cursors import open_, seal
from runtime.values import cut

VALUES = st.lists(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",))) | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.datetimes(timezones=st.just(UTC)).map(cut),
    max_size=6,
)


@given(VALUES)
def test_values_come_back(values: list[object]) -> None:
    assert open_("secret", "member", seal("secret", "member", values)) == tuple(values)


def test_no_other_list_takes_it() -> None:
    cursor = seal("secret", "member|-spent", [date(2026, 1, 1), "0"])
    for secret, purpose in (("secret", "member|spent"), ("other", "member|-spent")):
        with pytest.raises(Invalid):
            open_(secret, purpose, cursor)


@given(st.text())
def test_forged_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_("secret", "member", text)
    assert refused.value.code == "cursor_invalid"


@given(st.integers(0, 40))
def test_one_changed_letter_is_refused(place: int) -> None:
    cursor = seal("secret", "member", [1, "0", "a long enough text"])
    other = "A" if cursor[place] != "A" else "B"
    with pytest.raises(Invalid):
        open_("secret", "member", cursor[:place] + other + cursor[place + 1 :])
