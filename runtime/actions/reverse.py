"""Action: take back in proportion what rows once gave, by contra rows: a refund gives points back to the lots they came from."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from builder.expressions.types import Number, Ref, Type
from builder.kinds import ActionType, Binding, Place, Spot
from builder.problems import Problem
from runtime.actions import rows, shapes
from runtime.actions.act import Act
from runtime.actions.changing import changes
from runtime.actions.effects import Effect
from runtime.actions.names import Named
from runtime.permissions.conditions import condition
from runtime.records import automation
from runtime.records.plan import plan_of, types_of

ROW, TAKEN, TOTAL = "row", "taken", "total"
MOST = 1_000
Amount = int | Decimal


class Reverse(ActionType):
    """Three partial refunds take back exactly what the purchase gave, whatever the shares were.

    Of the sum of all rows the share `part` / `whole` has to be taken back, rounded down; `part` counts everything refunded so far, this
    refund included. What contra rows have taken back already is subtracted, so that doing it twice changes nothing. The rows give in
    their order; each leaves a contra row that names it, and `back` puts the amount where the row had taken it from.
    """

    name = "reverse"
    label = {"zh-CN": "按比例冲回", "en": "Take back in proportion"}
    help = {"zh-CN": "退货时按比例冲回，多次部分退货加起来正好", "en": "Reverses a share; partial refunds add up exactly"}
    icon = "undo"
    group = "records"
    config_schema = shapes.shape(
        ("form", "match", "amount", "contra"),
        form=shapes.key("form", "冲回哪张表单的", "Rows of"),
        match=shapes.expression("target_condition", "符合条件的", "Those where"),
        sort=shapes.sort(),
        amount=shapes.key("target_field", "数量是", "The amount is"),
        part=shapes.expression("number", "累计已退", "Refunded so far"),
        whole=shapes.expression("number", "总共", "Out of"),
        contra={
            "type": "object", "required": ["form", "of", "amount"], "additionalProperties": False, "widget": "into",
            "label": shapes.words("冲回记到", "Note it in"),
            "properties": {
                "form": shapes.key("form", "表单", "Form"), "of": shapes.key("field", "对应原来的", "Its field for the row"),
                "amount": shapes.key("field", "数量写在", "Its field for the amount"), "values": shapes.fields("values", "填写", "Fill in"),
            },
        },
        back={
            "type": "object", "required": ["to", "add"], "additionalProperties": False, "widget": "back", "more": True,
            "label": shapes.words("退回到", "Give back to"),
            "properties": {
                "to": shapes.key("relation_path", "哪一条", "Which one"), "add": shapes.key("field", "加到", "Add to"),
                "set": shapes.fields("target_values", "同时改成", "And change to"),
            },
        },
    )
    example = {
        "form": "points_alloc", "match": "purchase == trigger.ref", "sort": ["-id"], "amount": "qty",
        "part": "ref.refunded", "whole": "ref.net", "contra": {"form": "points_back", "of": "alloc", "amount": "qty"},
        "back": {"to": "lot", "add": "remaining"},
    }

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The share; rows know the row they take back from and how much."""
        more: dict[str, Binding] = {ROW: config["form"], TAKEN: {"": _kind(config, place)}}
        yield from shapes.match_spots(config, config["form"])
        yield from (Spot(name, config[name], Number()) for name in ("part", "whole") if config.get(name))
        contra, back = config["contra"], config.get("back", {})
        for spot in shapes.row_spots("contra/values", contra["form"], contra.get("values"), place):
            yield shapes.knowing(spot, more)
        form = _back_form(config, place)
        if back:
            yield Spot("back/to", f"{ROW}.{back['to']}", bindings=more)
        for name, text in back.get("set", {}).items() if form else ():
            yield Spot(f"back/set/{name}", text, target=form, into=(str(form), name), bindings=more)

    def binds(self, config: Mapping[str, Any], place: Place) -> Binding:
        """How much was taken back now, how much in all."""
        return {TAKEN: _kind(config, place), TOTAL: _kind(config, place)}

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """Contra rows; what the amount goes back to."""
        yield config["contra"]["form"], None
        form = _back_form(config, place)
        if form:
            yield form, frozenset({config["back"]["add"], *config["back"].get("set", ())})

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """Forms and fields; the contra row has a field for the row; part and whole come together."""
        form, contra, back = config["form"], config["contra"], config.get("back")
        given = {**contra.get("values", {}), contra["of"]: "", contra["amount"]: ""}
        yield from shapes.form_wrong(config, place)
        yield from shapes.sort_wrong(config, form, place)
        yield from (problem for problem in shapes.number_wrong(form, config["amount"], place, "amount") if problem.code != COMPUTED)
        yield from (shapes.lower(problem, "contra") for problem in shapes.form_wrong(contra, place))
        yield from shapes.number_wrong(contra["form"], contra["amount"], place, "contra/amount")
        yield from shapes.fields_wrong(given, contra["form"], place, "contra/values")
        yield from shapes.required_wrong(given, contra["form"], place, "contra/values")
        if contra["form"] in place.types.app.forms and place.types.of(contra["form"], contra["of"]) != Ref(form):
            yield Problem("error", "action_contra_of", "contra/of", {"field": contra["of"]})
        if bool(config.get("part")) != bool(config.get("whole")):
            yield Problem("error", "action_part_whole", "part")
        if back:
            yield from _back_wrong(config, place)

    def perform(self, act: Act, config: Mapping[str, Any]) -> Named:
        """Takes back what is due; nothing where everything has been taken back already."""
        kind = types_of(act.uow.ctx).of(config["form"], config["amount"])
        scale = kind.scale if isinstance(kind, Number) else 0
        target = act.target(config["form"])
        found = target.rows(target.which(config["match"], config.get("sort") or ("id",), MOST), lock=True)
        gone = _taken_already(act, config["contra"], [row["id"] for row in found])
        amounts = [abs(row[config["amount"]] or 0) for row in found]
        due = share(sum(amounts, 0), _share_of(act, config), scale)
        portions = [
            (row, portion) for row, portion in zip(found, still_due(amounts, [gone.get(row["id"], 0) for row in found], due), strict=True)
            if portion > 0
        ]  # fmt: skip
        if portions:
            _note(act, config, portions, kind)
            _give_back(act, config, portions, kind)
        taken: Amount = sum((portion for _, portion in portions), 0)
        act.effects.append(Effect("reverse", "effect_reverse", {"taken": str(taken), "count": len(portions)}, config["form"]))
        types: dict[str, Type] = {TAKEN: kind, TOTAL: kind} if kind else {}
        return Named({TAKEN: taken, TOTAL: taken + sum(gone.values(), 0)}, None, types)


COMPUTED = "action_field_computed"


def share(whole: Amount, part: Fraction, scale: int) -> Amount:
    """That part of the whole, rounded down to the places of its field."""
    due = Fraction(whole) * min(max(part, Fraction(0)), Fraction(1))
    units = due * 10**scale
    return units.numerator // units.denominator if scale == 0 else Decimal(units.numerator // units.denominator).scaleb(-scale)


def still_due(amounts: Sequence[Amount], gone: Sequence[Amount], due: Amount) -> list[Amount]:
    """How much each row gives now so that all of them together have given `due`: in order, none more than it has, none taken from twice."""
    left = due - sum(gone, 0)
    found: list[Amount] = []
    for amount, before in zip(amounts, gone, strict=True):
        portion = max(min(amount - before, left), 0)
        found.append(portion)
        left -= portion
    return found


def _share_of(act: Act, config: Mapping[str, Any]) -> Fraction:
    if not config.get("part"):
        return Fraction(1)
    part, whole = act.value(config["part"], Number()), act.value(config["whole"], Number())
    return Fraction(part) / Fraction(whole) if part and whole else Fraction(0)


def _taken_already(act: Act, contra: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Amount]:
    """What contra rows have taken back, by row."""
    found: dict[str, Amount] = {}
    kind = types_of(act.uow.ctx).of(contra["form"], contra["of"])
    asked = condition(act.uow.ctx, contra["form"], f"{contra['of']} == asked_", {"asked_": kind} if kind else {})
    for record in ids:
        which = automation.Which(contra["form"], (asked,), (("asked_", record),))
        for row in automation.matching(act.ripple, which):
            found[record] = found.get(record, 0) + abs(row.values[contra["amount"]] or 0)
    return found


def _knowing(act: Act, form: str, portion: tuple[Mapping[str, Any], Amount], kind: Type | None) -> Act:
    row, amount = portion
    return act.bound(**{ROW: Named(row, form), TAKEN: Named({"": amount}, None, {"": kind} if kind else {})})


def _note(act: Act, config: Mapping[str, Any], portions: Sequence[tuple[Mapping[str, Any], Amount]], kind: Type | None) -> None:
    """The contra rows, all at once."""
    contra, made = config["contra"], []
    for portion in portions:
        values = rows.row(_knowing(act, config["form"], portion, kind), contra["form"], contra.get("values", {}))
        made.append({contra["amount"]: portion[1], **values, contra["of"]: portion[0]["id"]})
    automation.create(act.ripple, contra["form"], made)


def _give_back(act: Act, config: Mapping[str, Any], portions: Sequence[tuple[Mapping[str, Any], Amount]], kind: Type | None) -> None:
    """Each amount to where its row had taken it from; the record there keeps everything else, its end date too."""
    back: Mapping[str, Any] = config.get("back", {})
    for portion in portions if back else ():
        inner = _knowing(act, config["form"], portion, kind)
        to = plan_of(act.uow.ctx, config["form"]).fields[back["to"]].target
        record, target = portion[0].get(back["to"]), inner.target(str(to))
        if not record:
            continue

        def change(image: Mapping[str, Any], amount: Amount = portion[1], target: Any = target) -> Mapping[str, Any]:
            more = changes(target, back.get("set", {}))(image) or {}
            return {**more, back["add"]: (image[back["add"]] or 0) + amount}

        automation.amend(act.ripple, str(to), [record], change)


def _kind(config: Mapping[str, Any], place: Place) -> Type:
    found = place.types.of(config["form"], config["amount"])
    return found if isinstance(found, Number) else Number()


def _back_form(config: Mapping[str, Any], place: Place) -> str | None:
    found = place.types.of(config["form"], config["back"]["to"]) if config.get("back") else None
    return found.form if isinstance(found, Ref) else None


def _back_wrong(config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
    form = _back_form(config, place)
    if form not in place.types.app.forms:
        yield Problem("error", "action_target_wrong", "back/to", {"path": config["back"]["to"]})
        return
    yield from shapes.append_only_wrong(form, place, "back/to")
    yield from shapes.number_wrong(form, config["back"]["add"], place, "back/add")
    yield from shapes.fields_wrong(config["back"].get("set"), form, place, "back/set")
