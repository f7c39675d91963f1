"""Every field type with values nobody should send: a fault of its own field, never a 500, never a row, on both databases."""

import time
from typing import Any

import pytest

from runtime.catalog import build_catalog
from tests.api.conftest import Mall
from tests.builders import OWNER, app, field, form

MISSING = "06Y12YA6G0008"
OPTIONS = [{"key": "red", "label": "红"}, {"key": "old", "label": "旧", "archived": True}]
FIELDS = [
    field("text", max_length=20), field("long_text", "long_text", max_length=100), field("number", "number", scale=2, min=-5, max=1000),
    field("integer", "integer", min=0, max=10), field("money", "money"), field("percent", "percent", scale=2),
    field("boolean", "boolean"), field("date", "date"), field("datetime", "datetime"),
    field("choice", "choice", options=OPTIONS), field("choices", "choices", options=OPTIONS), field("phone", "phone"),
    field("email", "email"), field("user", "user"), field("relation", "relation", form="zoo"),
    field("subtable", "subtable", max_rows=3, fields=[field("what"), field("qty", "integer"), field("sum", "formula", expression="qty * 2")]),
    field("formula", "formula", expression="integer * 2"),
    field("rollup", "rollup", form="zoo", relation="relation", function="count"), field("sequence", "sequence"), field("file", "file"),
    field("fixed", readonly=True), field("big", "integer"),
]  # fmt: skip
PATH = "/api/v1/apps/zoo/forms/zoo/records"
NOTHINGS: list[Any] = [[[]], {"a": {"b": 1}}, {"$gt": ""}, {"__class__": "x"}]
TEXTS: list[Any] = [5, 1.5, True, ["a"], "x" * 1_000_000, "x" * 101, "gnp.\u202etxt", "\ufffe", "a\x07b", *NOTHINGS]
NUMBERS: list[Any] = [
    True, "abc", "1,5", "１.5", "٣", "0x10", "1e5", "1e400", "NaN", "Infinity", "-Infinity", "1_000", "--1", "1.", ".5", "1 2", "9" * 400,
    "1" + "0" * 39, 2**53 - 1, -(2**53) + 1, 10**15, 0.001, 1e-30, [], [1], *NOTHINGS,
]  # fmt: skip
DATES: list[Any] = [
    5, True, "2026-02-30", "2026-13-01", "0000-01-01", "10000-01-01", "2026-1-1", "20260101", "2026-W01-1", "２０２６-01-01", "yesterday",
    "2026-01-01T00:00:00Z", "2026-01-01; DROP TABLE f1", "-2026-01-01", [], *NOTHINGS,
]  # fmt: skip
MOMENTS: list[Any] = [
    5, True, "2026-11-20", "2026-11-20T25:00:00Z", "2026-11-20T10:00:00+99:00", "2026-11-20T10:00:60Z", "0000-01-01T00:00:00Z",
    "99999-01-01T00:00:00Z", "now", "@now", [], *NOTHINGS,
]  # fmt: skip
CHOICE: list[Any] = [5, True, "green", "Red", "red ", "红", "' OR 1=1 --", "__proto__", ["red"], *NOTHINGS]
IDS: list[Any] = [5, True, MISSING, MISSING.lower(), "ZZZZZZZZZZZZZ", "0" * 13, "1", "@me", "x' OR '1'='1", [MISSING], *NOTHINGS]
BAD: dict[str, list[Any]] = {
    "text": [*TEXTS, "x" * 21, []],
    "long_text": TEXTS,
    "number": [*NUMBERS, "1.005", "-5.01", 1001],
    "integer": [*NUMBERS, 1.5, "1.5", -1, 11],
    "big": [*(one for one in NUMBERS if one not in (2**53 - 1, -(2**53) + 1, 10**15)), 1.5],
    "money": [*NUMBERS, "1.005", "¥5"],
    "percent": [*NUMBERS, "5%"],
    "boolean": [5, 0, 1, "true", "yes", "是", [], *NOTHINGS],
    "date": DATES,
    "datetime": MOMENTS,
    "choice": CHOICE,
    "choices": ["red", [5], ["green"], ["red", ["red"]], [None], [{}], {"red": True}, ["red"] * 2000 + ["x"], 5, True],
    "phone": [13800001234, True, "12", "abc", "1" * 40, "138-0000-1234; DROP", "١٣٨٠٠٠٠١٢٣٤", [], *NOTHINGS],
    "email": [5, True, "a", "a@", "@b.cn", "a b@c.cn", "a@b", "a@b.cn\r\nBcc: x@y.cn", "a@b..cn", "<a@b.cn>", "a" * 400 + "@b.cn", [], *NOTHINGS],
    "user": IDS,
    "relation": IDS,
    "subtable": ["x", 5, True, {}, [5], [[]], [None], [{"what": 5}], [{"nope": 1}], [{"sum": 1}], [{"qty": "many"}], [{"id": MISSING.lower()}],
                 [{"id": 5}], [{}] * 4, [{}] * 1001, [{"what": "a", "__proto__": 1}], [{f"c{n}": 1 for n in range(200)}]],
    "formula": [1, "1", None],
    "rollup": [1, None],
    "sequence": ["0001", None],
    "file": ["x", 5, True, {}, [5], [MISSING], [{"id": MISSING}], [{"id": "../../etc/passwd"}], [{"name": "x"}], [{"id": MISSING}] * 51],
    "fixed": ["x"],
}  # fmt: skip
CASES = [(key, value) for key, values in BAD.items() for value in values]


def shown(value: Any) -> str:
    return repr(value)[:24].encode("ascii", "backslashreplace").decode()


def zoo() -> Any:
    """An app whose one form holds a field of every type."""
    return app(form("zoo", FIELDS), roles=(OWNER,), key="zoo", label="动物园")


@pytest.fixture
def keeper(mall: Mall) -> Mall:
    mall.house.publish(zoo())
    mall.people["keeper"] = mall.house.user("keeper", [("zoo", "owner")])
    return mall


def test_every_field_type_is_here() -> None:
    assert {one["type"] for one in FIELDS} == {kind.name for kind in build_catalog().fields}
    assert {one["key"] for one in FIELDS} == set(BAD)


def test_no_bad_value_gets_in(keeper: Mall) -> None:
    """One table, one installation: every value of every type through POST, PATCH and a batch."""
    record = keeper.call("keeper", "POST", PATH, json={"values": {"text": "gut"}}).json["id"]
    keeper.written()
    wrong = []
    for key, value in CASES:
        for method, path in (("POST", PATH), ("PATCH", f"{PATH}/{record}")):
            begun = time.process_time()
            answer = keeper.call("keeper", method, path, json={"values": {key: value}})
            took = time.process_time() - begun
            pointers = [fault["pointer"] for fault in (answer.json or {}).get("errors", ())]
            good = answer.status_code == 400 and answer.mimetype == "application/problem+json"
            if not (good and pointers and all(one.startswith(f"/values/{key}") for one in pointers) and took < 2):
                wrong.append((method, key, shown(value), answer.status_code, answer.text[:300], round(took, 1)))
    assert wrong == []
    assert keeper.written() == []


def test_every_fault_of_a_record_is_told_at_once(keeper: Mall) -> None:
    values = {key: bad[0] for key, bad in BAD.items()}
    answer = keeper.call("keeper", "POST", PATH, json={"values": values})
    assert {fault["pointer"].split("/")[2] for fault in answer.json["errors"]} == set(BAD)
    assert all(fault["message"] and fault["code"] not in fault["message"] for fault in answer.json["errors"])
    many = keeper.call("keeper", "POST", f"{PATH}:batch", json={"create": [{"text": "a"}, values], "atomic": True})
    assert many.status_code == 400
    assert {fault["pointer"].split("/")[4] for fault in many.json["errors"]} == set(BAD)
    assert keeper.written() == []


KEPT: list[tuple[str, Any, Any]] = [
    ("text", "'; DROP TABLE f1; --", "'; DROP TABLE f1; --"),
    ("text", "{{7*7}} ${7*7}", "{{7*7}} ${7*7}"),
    ("text", "<script>x</script>", "<script>x</script>"),
    ("long_text", "=HYPERLINK(\"http://x\") %s %(a)s :b ?", "=HYPERLINK(\"http://x\") %s %(a)s :b ?"),
    ("text", "👩‍👩‍👧‍👦", None),
    ("number", "-0", "0.00"),
    ("big", 2**53 - 1, 2**53 - 1),
    ("big", -(2**53) + 1, -(2**53) + 1),
    ("money", "0.10", "0.10"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "stored"), KEPT, ids=[f"{case[0]} {shown(case[1])}" for case in KEPT])
def test_what_looks_dangerous_and_is_not_stays_what_it_is(keeper: Mall, key: str, value: Any, stored: Any) -> None:
    made = keeper.call("keeper", "POST", PATH, json={"values": {key: value}})
    assert made.status_code == 201, made.text
    again = keeper.call("keeper", "GET", f"{PATH}/{made.json['id']}").json["values"][key]
    assert again == made.json["values"][key]
    assert stored is None or again == stored
