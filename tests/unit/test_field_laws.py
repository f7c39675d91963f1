"""What holds for every field type of the catalog: how it describes itself, what it takes in comes out again."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from builder.definitions import load
from builder.expressions.types import Number
from builder.kinds import BadValue, FieldType
from runtime.catalog import build_catalog
from tests.builders import tiny_app

FIELDS = build_catalog().fields
WITH_RESULT = {"result": Number(2, 18)}


def config_of(kind: FieldType) -> dict[str, Any]:
    """A configuration every verb can work with."""
    return {**kind.example, **(WITH_RESULT if kind.computed else {})}


@pytest.mark.parametrize("kind", list(FIELDS), ids=lambda kind: kind.name)
def test_every_type_describes_itself(kind: FieldType) -> None:
    for words in (kind.label, kind.help):
        assert set(words) == {"zh-CN", "en"}
        assert all(words.values())
    assert kind.icon
    assert kind.group in ("common", "people", "links")
    Draft202012Validator.check_schema({key: value for key, value in kind.config_schema.items() if key != "label"})
    assert kind.config_schema.get("additionalProperties") is False
    Draft202012Validator(kind.config_schema).validate(dict(kind.example))
    assert kind.check(kind.example, load(tiny_app())) == []
    assert "look" in kind.display(config_of(kind))


@pytest.mark.parametrize("kind", list(FIELDS), ids=lambda kind: kind.name)
def test_every_setting_in_a_panel_has_words_in_both_languages(kind: FieldType) -> None:
    for name, setting in kind.config_schema["properties"].items():
        assert set(setting["label"]) == {"zh-CN", "en"}, name
        if "enum" in setting and name != "currency":
            assert set(setting["labels"]) == set(setting["enum"]), name


@pytest.mark.parametrize("kind", list(FIELDS), ids=lambda kind: kind.name)
def test_empty_is_empty_everywhere(kind: FieldType) -> None:
    config = config_of(kind)
    assert kind.parse(config, None) is None
    assert kind.dump(config, None) is None
    assert kind.dump_text(config, None, "zh-CN") == ""
    assert kind.mask(config, None) is None
    assert kind.parse_text(config, "  ") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", list(FIELDS), ids=lambda kind: kind.name)
@given(sent=JSON)
def test_anything_sent_is_a_value_or_a_refusal_and_survives_the_round_trip(kind: FieldType, sent: Any) -> None:
    config = config_of(kind)
    try:
        value = kind.parse(config, sent)
    except BadValue:
        return
    assert kind.parse(config, kind.dump(config, value)) == value
    kind.check_value(config, value)
    assert isinstance(kind.dump_text(config, value, "en"), str)


@pytest.mark.parametrize("kind", list(FIELDS), ids=lambda kind: kind.name)
@given(cell=st.text(max_size=30) | st.from_regex(r"[¥$(-]?[0-9,.]{1,12}[%万亿)]?", fullmatch=True) | st.dates().map(str))
def test_any_cell_is_a_value_or_a_refusal(kind: FieldType, cell: str) -> None:
    config = config_of(kind)
    try:
        value = kind.parse_text(config, cell)
    except BadValue:
        return
    assert kind.parse(config, kind.dump(config, value)) == value


@given(amount=st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_reads_what_it_shows(amount: Decimal) -> None:
    money = FIELDS["money"]
    assert money.parse_text({}, money.dump_text({}, amount, "zh-CN")) == amount
    assert money.parse({}, money.dump({}, amount)) == amount


@given(moment=st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_moments_keep_their_milliseconds(moment: datetime) -> None:
    value = moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000)
    kind = FIELDS["datetime"]
    assert kind.parse({}, kind.dump({}, value)) == value
