"""The types of what is computed: along relations and subtables, through chains and webs of formulas."""


import pytest

from builder import checks
from builder.checks.scope import field_config, field_type, form_scope
from builder.definitions import load
from builder.expressions.types import Number, Ref, Text
from runtime.catalog import build_catalog
from tests.builders import app, field, form, role, tiny_app

CATALOG = build_catalog()


def test_types_follow_relations_rollups_and_subtables() -> None:
    definition = load(tiny_app())
    assert field_type(definition, CATALOG, "member", "spent") == Number(2, 18)
    assert field_type(definition, CATALOG, "purchase", "points") == Number(0, 18)
    assert field_type(definition, CATALOG, "purchase", "lines.net") == Number(2, 18)
    assert field_type(definition, CATALOG, "purchase", "lines") is None
    scope = form_scope(definition, CATALOG, "purchase", old=True, parameters={"least": Number(2)})
    resolved = scope.resolve(("old", "member", "tier", "name"))
    assert resolved is not None
    assert (resolved.type, resolved.many, [hop.form for hop in resolved.hops]) == (Text(20), False, ["member", "tier"])
    rows = scope.resolve(("lines", "qty"))
    assert rows is not None
    assert rows.many
    assert scope.resolve(("least",)) is not None
    assert scope.resolve(("created_by",)).type == Ref("@user")  # type: ignore[union-attr]
    assert scope.resolve(("created_by", "name")) is None
    assert scope.resolve(("lines", "created_at")) is None
    assert [name for name, _ in scope.children(("member", "tier"))][:2] == ["name", "rate"]


def test_paths_end_after_four_relations() -> None:
    chain = [form(f"f{n}", [field("name"), *([field("up", "relation", form=f"f{n + 1}")] if n < 6 else [])]) for n in range(7)]
    scope = form_scope(load(app(*chain)), CATALOG, "f0")
    assert scope.resolve(("up",) * 4 + ("name",)) is not None
    assert scope.resolve(("up",) * 5 + ("name",)) is None


@pytest.mark.parametrize(
    ("expression", "look"),
    [
        ("amount + 1", "money"),
        ("amount * 2", "money"),
        ("ROUND(amount / qty, 2)", "money"),
        ("ROUND(amount / amount, 2)", "number"),
        ("qty + 0.25", "number"),
        ("IF(qty > 1, amount, 0)", "money"),
        ("ROUND(amount * amount, 2)", "number"),
    ],
)
def test_money_stays_money(expression: str, look: str) -> None:
    fields = [field("amount", "money", currency="USD"), field("qty", "integer"), field("made", "formula", expression=expression)]
    definition = load(app(form("sale", fields)))
    shown = CATALOG.fields["formula"].display(field_config(definition, CATALOG, "sale", "made"))
    assert shown["look"] == look
    assert shown.get("currency") == ("USD" if look == "money" else None)


def test_a_long_chain_of_formulas_is_typed_without_recursion() -> None:
    fields = [field("f0", "integer"), *(field(f"f{n}", "formula", expression=f"f{n - 1} + 1") for n in range(1, 480))]
    assert isinstance(field_type(load(app(form("chain", fields))), CATALOG, "chain", "f479"), Number)


def test_a_web_of_formulas_is_looked_at_in_time() -> None:
    """Each formula reads the one before it twice: naive recursion would take 2^480 steps."""
    fields = [field("f0", "money"), *(field(f"f{n}", "formula", expression=f"IF(true, f{n - 1}, f{n - 1})") for n in range(1, 480))]
    definition = load(app(form("web", fields), roles=(role("all", [{"form": "*", "actions": ["read"]}]),)))
    assert [problem for problem in checks.check(definition, CATALOG) if problem.level == "error"] == []
    assert field_config(definition, CATALOG, "web", "f10")["format"] == "money"


def test_a_draft_with_half_made_fields_still_completes_and_previews() -> None:
    """The designer asks for names and looks while a field has no settings yet."""
    bare = [field(f"f{number}", kind.name) for number, kind in enumerate(CATALOG.fields)]
    definition = load(app(form("draft", [field("name"), *bare])))
    assert "name" in {name for name, _ in form_scope(definition, CATALOG, "draft").children(())}
    for item in bare:
        config = field_config(definition, CATALOG, "draft", item["key"])
        kind = CATALOG.fields[item["type"]]
        assert kind.display(config)["look"]
        assert isinstance(kind.operators(config), tuple)
