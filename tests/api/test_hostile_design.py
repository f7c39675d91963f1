"""Definitions nobody should send: refused by place, or a draft that its checks do not let out; always soon, never a 500, never a revision."""

import time
from typing import Any

import pytest

from runtime.store.tables import app as apps
from runtime.store.tables import draft_item, revision
from tests.api.conftest import ONLY_SQLITE, Mall
from tests.builders import field, form

pytestmark = ONLY_SQLITE
DRAFT = "/api/v1/builder/apps/tiny/draft"
SECONDS = 2


def counts(mall: Mall) -> list[int]:
    return [mall.count(table) for table in (apps, draft_item, revision)]


def nested(depth: int) -> Any:
    found: Any = {}
    for _ in range(depth):
        found = {"a": [found]}
    return found


def note(**more: Any) -> dict[str, Any]:
    return form("note", [field("name")]) | more


def with_field(**more: Any) -> dict[str, Any]:
    return form("note", [field("name"), {"key": "x", "label": "X", "type": "text"} | more])


REFUSED: list[tuple[str, str, Any]] = [
    ("a list", "form/note", []),
    ("a text", "form/note", "x"),
    ("nothing known", "form/note", {"a": 1}),
    ("more names", "form/note", note(evil=1)),
    ("__proto__", "form/note", note(**{"__proto__": {"admin": True}})),
    ("another key", "form/note", note() | {"key": "other"}),
    ("deep", "form/note", note(help=nested(20))),
    ("a label of a megabyte", "form/note", note(label="x" * 1_000_000)),
    ("a label that is a number", "form/note", note(label=5)),
    ("a label in an unknown language", "form/note", note(label={"../../x": "a"})),
    ("fields as a text", "form/note", note(fields="name")),
    ("a field that is a number", "form/note", note(fields=[5])),
    ("501 fields", "form/note", note(fields=[field(f"f{n}") for n in range(501)])),
    ("100,000 fields", "form/note", note(fields=[{"key": f"f{n}"} for n in range(100_000)])),
    ("20,000 fields of one name", "form/note", note(fields=[{"label": "名称", "type": "text"}] * 20_000)),
    ("40,000 options of one name", "form/note", note(fields=[{"label": "x", "type": "choice", "options": [{"label": "名称"}] * 40_000}])),
    ("a field called __class__", "form/note", with_field(key="__class__")),
    ("a field called __proto__", "form/note", with_field(key="__proto__")),
    ("a field with a quote", "form/note", with_field(key="a\"b")),
    ("a field with a space", "form/note", with_field(key="a b")),
    ("a field in capitals", "form/note", with_field(key="Name")),
    ("a field in other letters", "form/note", with_field(key="n\u0430me")),
    ("a field with a line break", "form/note", with_field(key="name\n")),
    ("a field of 41 letters", "form/note", with_field(key="a" * 41)),
    ("a type that is a list", "form/note", with_field(type=["text"])),
    ("an expression of a megabyte", "form/note", with_field(type="formula", expression="1+" * 500_000 + "1")),
    ("a view that is a text", "form/note", note(views=["all"])),
    ("a role with unknown actions", "role/x", {"key": "x", "label": "x", "grants": [{"form": "*", "actions": ["admin"]}]}),
    ("a role with an unknown right", "role/x", {"key": "x", "label": "x", "grants": [], "apps": ["root"]}),
    ("a role with an unknown level", "role/x", {"key": "x", "label": "x", "grants": [{"form": "tier", "actions": ["read"], "fields": {"name": "all"}}]}),
    ("an app under another key", "app/tiny", {"format": 1, "key": "other", "label": "x"}),
    ("an app of another format", "app/tiny", {"format": 99, "key": "tiny", "label": "x"}),
    ("a menu without end", "app/tiny", {"format": 1, "key": "tiny", "label": "x", "menu": [nested(15)]}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "place", "document"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_has_not_the_shape_is_not_kept(mall: Mall, why: str, place: str, document: Any) -> None:
    before = counts(mall)
    begun = time.process_time()
    answer = mall.call("owner", "PUT", f"{DRAFT}/{place}", json=document)
    took = time.process_time() - begun
    assert answer.status_code == 400, answer.text[:500]
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"], answer.text[:500]
    assert all(fault["message"] and fault["code"] not in fault["message"] for fault in answer.json["errors"])
    assert took < SECONDS
    assert counts(mall) == before


PLACES = [
    "form/Note",
    "form/__proto__",
    "form/a__b",
    "form/" + "a" * 41,
    "rule/x",
    "app/other",
    "../x/y",
    "form/note/x",
    "form/",
    "form/%00",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_none_takes_nothing(mall: Mall, place: str) -> None:
    before = counts(mall)
    key = place.rpartition("/")[2]
    for method, body in (("PUT", note() | {"key": key}), ("PATCH", {"label": "x"}), ("DELETE", None)):
        answer = mall.call("owner", method, f"{DRAFT}/{place}", json=body)
        assert answer.status_code in (400, 404, 405), (method, answer.text)
    assert counts(mall) == before


def formula(text: str, **more: Any) -> dict[str, Any]:
    return form("note", [field("name"), field("size", "integer"), field("x", "formula", expression=text, **more)])


def ring(count: int) -> dict[str, Any]:
    """Formulas that read each other in a circle."""
    return form("note", [field("name"), *(field(f"f{n}", "formula", expression=f"f{(n + 1) % count} + 1") for n in range(count))])


def chain(count: int) -> dict[str, Any]:
    """Each formula twice the one before: 2^count additions, were anybody to write them out."""
    fields = [field(f"f{n}", "formula", expression=f"f{n - 1} + f{n - 1}", keep="current") for n in range(1, count)]
    return form("note", [field("name"), field("f0", "integer"), *fields])


def wide(count: int) -> dict[str, Any]:
    """Every formula reads every one before it."""
    fields = [field(f"f{n}", "formula", expression=" + ".join(f"f{m}" for m in range(n))) for n in range(1, count)]
    return form("note", [field("name"), field("f0", "integer"), *fields])


UNFIT: list[tuple[str, dict[str, Any]]] = [
    ("a formula of itself", formula("x + 1")),
    ("a ring of two", ring(2)),
    ("a ring of 400", ring(400)),
    ("a power", formula("9 ** 9 ** 9 ** 9 > 1")),
    ("a shift", formula("1 << 100000000")),
    ("a long text", formula("'a' * 1000000000")),
    ("an attribute", formula("name.__class__.__mro__")),
    ("a call", formula("__import__('os').system('id')")),
    ("a lambda", formula("(lambda: x)()")),
    ("a comprehension", formula("[n for n in (1, 2)]")),
    ("a format", formula("f'{name!r}'")),
    ("deep brackets", formula("(" * 900 + "1" + ")" * 900)),
    ("deep signs", formula("-" * 1900 + "1")),
    ("too many nodes", formula("+".join(["size"] * 400))),
    ("a name from outside", formula("settings.secret_key")),
    ("a system table", formula("created_by.password_hash")),
    ("a huge number", formula("1e400")),
    ("an expression that is a number", with_field(type="formula", expression=5)),
    ("an unknown type", form("note", [field("name"), field("x", "shell")])),
    ("a relation to nowhere", form("note", [field("name"), field("x", "relation", form="__proto__")])),
    ("a roll-up over itself", form("note", [field("name"), field("up", "relation", form="note"),
                                            field("x", "rollup", form="note", relation="up", function="sum", field="x")])),
    ("a title that runs", form("note", [field("name")], title="{{name.__class__}}")),
    ("a title without end", form("note", [field("name")], title="{{" * 200)),
    ("a check that is no question", form("note", [field("name", check="1")])),
    ("a row rule", form("note", [field("name")], logic=[{"when": "eval('1')", "show": ["name"]}])),
    ("a view of nothing", form("note", [field("name")], views=[{"key": "all", "label": "x", "columns": ["__class__"]}])),
    ("a filter that deletes", form("note", [field("name")], views=[{"key": "all", "label": "x", "columns": ["name"], "filter": "1; DROP TABLE f1"}])),
    ("a scale of a thousand", form("note", [field("name"), field("x", "number", scale=1000)])),
    ("limits of text", form("note", [field("name"), field("x", "integer", min="1; DROP", max={})])),
    ("an option twice", form("note", [field("name"), field("x", "choice", options=[{"key": "a", "label": "A"}] * 2)])),
    ("a field twice", form("note", [field("name"), field("name")])),
    ("a subtable in a subtable", form("note", [field("name"), field("x", "subtable", fields=[field("y", "subtable", fields=[field("z")])])])),
    ("a word of the language", form("note", [field("name"), field("class")])),
    ("a system field", form("note", [field("name"), field("created_by")])),
]  # fmt: skip


@pytest.mark.parametrize(("why", "document"), UNFIT, ids=[case[0] for case in UNFIT])
def test_what_makes_no_sense_is_named_and_never_published(mall: Mall, why: str, document: dict[str, Any]) -> None:
    begun = time.process_time()
    put = mall.call("owner", "PUT", f"{DRAFT}/form/note", json=document)
    assert put.status_code in (200, 400), put.text[:500]
    if put.status_code == 400:
        assert put.json["errors"]
        return
    checked = mall.call("owner", "POST", f"{DRAFT}:check", json={})
    assert any(one["level"] == "error" and "note" in one["path"] for one in checked.json["problems"]), checked.text[:500]
    assert all(one["message"] and one["code"] not in one["message"] for one in checked.json["problems"])
    refused = mall.call("owner", "POST", f"{DRAFT}:publish", json={"note": ""})
    assert refused.status_code == 400, refused.text[:500]
    assert refused.json["errors"]
    assert mall.call("owner", "POST", f"{DRAFT}:impact", json={}).json["publishable"] is False
    assert mall.call("owner", "POST", f"{DRAFT}:preview", json={"form": "note"}).status_code in (200, 400)
    assert mall.call("owner", "GET", DRAFT).status_code == 200
    assert time.process_time() - begun < 4 * SECONDS
    assert mall.count(revision) == 1


@pytest.mark.parametrize(("why", "document"), [("a chain of doublings", chain(60)), ("everything reads everything", wide(60))])
def test_a_bomb_of_formulas_is_checked_soon(mall: Mall, why: str, document: dict[str, Any]) -> None:
    begun = time.process_time()
    assert mall.call("owner", "PUT", f"{DRAFT}/form/note", json=document).status_code == 200
    checked = mall.call("owner", "POST", f"{DRAFT}:check", json={})
    assert checked.status_code == 200, checked.text[:300]
    assert time.process_time() - begun < 2 * SECONDS
    published = mall.call("owner", "POST", f"{DRAFT}:publish", json={"note": ""})
    assert published.status_code in (200, 400), published.text[:300]
    if published.status_code == 200:
        made = mall.call("owner", "POST", "note/records", json={"values": {"f0": 1}})
        assert made.status_code in (201, 400), made.text[:300]


TEXTS = ["9**9**9", "(" * 900 + "1" + ")" * 900, "1+" * 990 + "1", "name.__class__", "\ud7ff\ufffe", "{{name}}", "'" * 999, "not " * 490 + "vip", "\u202e==1",
         "SUM(" * 300 + "1" + ")" * 300, "IF(" * 300, "@" * 900, "=" * 900, "0" * 1999, "1" * 1999, "a." * 900 + "b"]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=[text[:12].encode("ascii", "backslashreplace").decode() for text in TEXTS])
def test_an_expression_while_it_is_typed_never_breaks(mall: Mall, text: str) -> None:
    begun = time.process_time()
    told = mall.call("owner", "POST", f"{DRAFT}:expression", json={"form": "member", "text": text, "expect": "boolean"})
    assert told.status_code == 200, told.text[:300]
    assert told.json["problems"]
    assert mall.call("owner", "POST", f"{DRAFT}:try", json={"form": "member", "text": text}).status_code in (200, 400, 404)
    assert time.process_time() - begun < SECONDS
    assert mall.written() == []


BODIES: list[tuple[str, dict[str, Any]]] = [
    (":expression", {"form": "nope", "text": "1"}), (":expression", {"form": "../x", "text": "1"}), (":expression", {"form": "member"}),
    (":expression", {"form": "member", "text": "x" * 2001}), (":expression", {"form": "member", "text": 5}),
    (":expression", {"form": "member", "text": "1", "expect": "__class__"}), (":complete", {"form": "member", "prefix_path": ["a"] * 6}),
    (":complete", {"form": "member", "prefix_path": ["__class__"]}), (":complete", {"form": "member", "prefix_path": "name"}),
    (":try", {"form": "member", "text": "1", "record": "../x"}), (":preview", {"form": "__proto__"}), (":preview", {"form": "nope"}),
    (":publish", {"note": "x" * 501}), (":publish", {"note": 5}), (":publish", {"force": True}), (":check", {"a": 1}), (":undo", {"n": 5}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "body"), BODIES, ids=[f"{verb} {str(body)[:40]}" for verb, body in BODIES])
def test_a_verb_takes_its_own_words_only(mall: Mall, verb: str, body: dict[str, Any]) -> None:
    before = counts(mall)
    answer = mall.call("owner", "POST", f"{DRAFT}{verb}", json=body)
    assert answer.status_code in (400, 404), answer.text[:300]
    assert counts(mall) == before


NAMES = ["", " ", "x" * 61, 5, None, ["a"], "a\x00b", "\ud800"]


@pytest.mark.parametrize("label", NAMES, ids=[str(number) for number in range(len(NAMES))])
def test_an_app_has_a_name_people_can_read(mall: Mall, label: Any) -> None:
    before = counts(mall)
    answer = mall.call("owner", "POST", "/api/v1/builder/apps", json={"label": label})
    assert (answer.status_code, bool(answer.json["errors"])) == (400, True), answer.text
    assert counts(mall) == before


def test_a_strange_name_becomes_an_ordinary_key(mall: Mall) -> None:
    for label in ("__proto__", "../../etc", "class", "'; DROP TABLE app; --", "<b>店</b>", "斗拱", "1", "None"):
        made = mall.call("owner", "POST", "/api/v1/builder/apps", json={"label": label})
        assert made.status_code == 201, made.text
        assert made.json["app"].replace("_", "").isalnum()
        assert made.json["app"].isascii()


def test_a_mark_that_is_none_is_a_conflict(mall: Mall) -> None:
    before = counts(mall)
    for mark in ("x", '"x"', "*", 'W/"x"', "'; --", "x" * 9000):
        answer = mall.call("owner", "PATCH", f"{DRAFT}/form/tier", json={"label": "x"}, headers={"If-Match": mark})
        assert answer.status_code == 409, (mark[:20], answer.text)
    assert counts(mall) == before
