"""Field type: lines inside a record."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from builder.problems import Problem
from runtime.fields import references

MAX_ROWS = 1000
MAX_COLUMNS = 100


class Subtable(FieldType):
    """The products of a purchase: rows with columns of their own.

    `parse` judges the rows as a whole (a list of objects, each perhaps with the `id` of a row that stays); the door
    parses every cell with the type of its column.
    """

    name = "subtable"
    label = {"zh-CN": "子表", "en": "Subtable"}
    help = {"zh-CN": "一条数据里的多行明细，如消费的商品", "en": "Several lines inside one record, like the items of a purchase"}
    icon = "table"
    group = "links"
    config_schema = {
        "type": "object",
        "properties": {
            "min_rows": {
                "type": "integer", "minimum": 0, "maximum": MAX_ROWS,
                "label": {"zh-CN": "至少几行", "en": "At least rows"}, "more": True,
            },
            "max_rows": {
                "type": "integer", "minimum": 1, "maximum": MAX_ROWS,
                "label": {"zh-CN": "最多几行", "en": "At most rows"}, "more": True,
            },
        },
        "additionalProperties": False,
    }
    example = {"max_rows": 50}

    def check(self, config: Mapping[str, Any], app: Any) -> list[Problem]:
        """The limits are in order."""
        low, high = config.get("min_rows", 0), config.get("max_rows", MAX_ROWS)
        return [Problem("error", "limits_crossed", "min_rows", {"min": str(low), "max": str(high)})] if low > high else []

    def storage(self, config: Mapping[str, Any]) -> types.Type | None:
        """None: the rows have a table of their own."""
        return None

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """None on the rows as such."""
        return ()

    def parse(self, config: Mapping[str, Any], value: Any) -> list[dict[str, Any]] | None:
        """Rows as objects, `id` checked, cells untouched."""
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise BadValue("not_rows")
        if len(value) > MAX_ROWS:
            raise BadValue("too_many_rows", max=MAX_ROWS)
        rows = [_row(row) for row in value]
        kept = [row["id"] for row in rows if "id" in row]
        if len(set(kept)) < len(kept):
            raise BadValue("row_twice")
        return rows or None

    def parse_text(self, config: Mapping[str, Any], text: str) -> Any:
        """Not from one cell."""
        if text.strip():
            raise BadValue("not_from_a_cell")

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """As many rows as allowed."""
        count, low, high = len(value or ()), config.get("min_rows", 0), config.get("max_rows", MAX_ROWS)
        if count < low:
            return "too_few_rows", {"min": low}
        return ("too_many_rows", {"max": high}) if count > high else None

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The rows; the door dumps their cells."""
        return value

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """How many rows."""
        count = len(value or ())
        if not count:
            return ""
        return f"{count} 行" if locale == "zh-CN" else f"{count} row{'' if count == 1 else 's'}"

    def mask(self, config: Mapping[str, Any], value: Any) -> Any:
        """Nothing at all: masked cells would still count the rows."""
        return None


def _row(row: dict[str, Any]) -> dict[str, Any]:
    if len(row) > MAX_COLUMNS or not all(isinstance(name, str) for name in row):
        raise BadValue("not_rows")
    identity = references.parse(row.get("id"))
    cells = {name: cell for name, cell in row.items() if name != "id"}
    return {"id": identity, **cells} if identity else cells
