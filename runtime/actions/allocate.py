"""Action: take a quantity out of lots, in order: points by expiry, stock first in first out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from builder.errors import Invalid
from builder.expressions.types import Number, Type
from builder.kinds import ActionType, Binding, Place, Spot
from builder.problems import Problem
from runtime.actions import choosing, rows, shapes
from runtime.actions.act import Act, fitted
from runtime.actions.changing import changes
from runtime.actions.effects import Effect
from runtime.actions.names import Named
from runtime.permissions.conditions import condition
from runtime.records import automation
from runtime.records.plan import types_of

LOT, TAKEN, SHORT = "lot", "taken", "short"
REFUSE, PARTIAL = "refuse", "partial"
MOST = 1_000
Amount = int | Decimal


class Allocate(ActionType):
    """A redemption of 500 points: the lots that end first are used up first, group after group, and each portion may leave a row.

    Lots are locked before anybody looks at what is left in them, so that two takers never take the same.
    """

    name = "allocate"
    label = {"zh-CN": "按批次扣减", "en": "Take from lots"}
    help = {"zh-CN": "按先后顺序从多个批次里扣够数量，如先用快到期的积分", "en": "Takes a quantity from lots in order"}
    icon = "layers"
    group = "records"
    config_schema = shapes.shape(
        ("form", "groups", "take", "quantity"),
        form=shapes.key("form", "从哪里扣", "From"),
        groups={
            "type": "array", "minItems": 1, "maxItems": 10, "widget": "groups", "label": shapes.words("先扣哪些", "First which"),
            "items": {
                "type": "object", "required": ["match"], "additionalProperties": False,
                "properties": {"match": shapes.expression("target_condition", "符合条件的", "Those where"), "sort": shapes.sort()},
            },
        },
        take=shapes.key("target_field", "扣哪个数", "Which number"),
        quantity=shapes.expression("number", "扣多少", "How much"),
        set=shapes.fields("target_values", "同时改成", "And change to", more=True),
        into={
            "type": "object", "required": ["form", "values"], "additionalProperties": False, "widget": "into",
            "label": shapes.words("每扣一笔记到", "Note each portion in"),
            "properties": {"form": shapes.key("form", "表单", "Form"), "values": shapes.fields("values", "填写", "Fill in")},
        },
        short={
            "enum": [REFUSE, PARTIAL], "default": REFUSE, "label": shapes.words("不够时", "If there is not enough"),
            "labels": {REFUSE: shapes.words("拦下", "Refuse"), PARTIAL: shapes.words("有多少扣多少", "Take what there is")},
        },
        refuse=shapes.label("不够时的提示", "What to say then"),
    )
    example = {
        "form": "points_lot", "groups": [{"match": "member == trigger.member and state == 'active'", "sort": ["expires_on", "id"]}],
        "take": "remaining", "quantity": "points", "into": {"form": "points_alloc", "values": {"lot": "lot", "qty": "taken"}},
    }

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """Conditions and changes seen from a lot; rows know the lot and how much was taken."""
        form, take = config["form"], {TAKEN: {"": _kind(config, place)}}
        yield Spot("quantity", config["quantity"], Number())
        yield from choosing.text_spots("refuse", config.get("refuse"))
        for number, group in enumerate(config["groups"]):
            yield from (shapes.moved(spot, f"groups/{number}") for spot in shapes.match_spots(group, form))
        for name, text in config.get("set", {}).items():
            yield Spot(f"set/{name}", text, target=form, into=(form, name), bindings=take)
        into = config.get("into")
        for spot in shapes.row_spots("into/values", into["form"], into["values"], place) if into else ():
            yield shapes.knowing(spot, {LOT: form, **take})

    def binds(self, config: Mapping[str, Any], place: Place) -> Binding:
        """How much was taken, how much was missing."""
        return {TAKEN: _kind(config, place), SHORT: _kind(config, place)}

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """The lots; a row for each portion."""
        yield config["form"], frozenset({config["take"], *config.get("set", ())})
        if config.get("into"):
            yield config["into"]["form"], None

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """Forms and fields; what is taken from is a number."""
        form, into = config["form"], config.get("into")
        yield from shapes.form_wrong(config, place)
        yield from shapes.append_only_wrong(form, place, "form")
        yield from shapes.number_wrong(form, config["take"], place, "take")
        yield from shapes.fields_wrong(config.get("set"), form, place, "set")
        for number, group in enumerate(config["groups"]):
            yield from shapes.sort_wrong(group, form, place, f"groups/{number}/sort")
        if into:
            yield from (shapes.lower(problem, "into") for problem in shapes.form_wrong(into, place))
            yield from shapes.fields_wrong(into["values"], into["form"], place, "into/values")
            yield from shapes.required_wrong(into["values"], into["form"], place, "into/values")

    def perform(self, act: Act, config: Mapping[str, Any]) -> Named:
        """Takes; where there is not enough, refuses before anything is changed, or takes what there is."""
        kind = types_of(act.uow.ctx).of(config["form"], config["take"])
        wanted = fitted(act.value(config["quantity"], Number()), kind) or 0
        portions = _portions(act, config, wanted)
        taken = sum((amount for _, amount in portions), 0)
        if taken < wanted and config.get("short", REFUSE) == REFUSE:
            raise _refusal(act, config, wanted, taken)
        if portions:
            _take(act, config, portions)
        act.effects.append(Effect("allocate", "effect_allocate", {"taken": str(taken), "count": len(portions)}, config["form"]))
        types: dict[str, Type] = {TAKEN: kind, SHORT: kind} if kind else {}
        return Named({TAKEN: taken, SHORT: max(wanted - taken, 0)}, None, types)


def _kind(config: Mapping[str, Any], place: Place) -> Type:
    found = place.types.of(config["form"], config["take"])
    return found if isinstance(found, Number) else Number()


def share_out(available: Sequence[Amount], wanted: Amount) -> list[Amount]:
    """How much each gives, in order, until there is enough: never more than it has, nothing of what has nothing."""
    found: list[Amount] = []
    for there in available:
        portion = max(min(there, wanted), 0)
        found.append(portion)
        wanted -= portion
    return found


def _portions(act: Act, config: Mapping[str, Any], wanted: Amount) -> list[tuple[Mapping[str, Any], Amount]]:
    """(lot, amount) of everything that is taken, in order, the lots locked."""
    target, take = act.target(config["form"]), config["take"]
    filled = condition(act.uow.ctx, config["form"], f"{take} > 0")
    found: list[tuple[Mapping[str, Any], Amount]] = []
    seen: set[str] = set()
    for group in config["groups"]:
        if wanted <= 0:
            break
        which = target.which(group["match"], group.get("sort") or ("id",), MOST)
        lots = [lot for lot in target.rows(replace(which, conditions=(*which.conditions, filled)), lock=True) if lot["id"] not in seen]
        for lot, amount in zip(lots, share_out([lot[take] or 0 for lot in lots], wanted), strict=True):
            if amount > 0:
                found.append((lot, amount))
                seen.add(lot["id"])
                wanted -= amount
    return found


def _take(act: Act, config: Mapping[str, Any], portions: Sequence[tuple[Mapping[str, Any], Amount]]) -> None:
    form, take, amounts = config["form"], config["take"], {lot["id"]: amount for lot, amount in portions}
    kind = types_of(act.uow.ctx).of(form, take)

    def change(image: Mapping[str, Any]) -> Mapping[str, Any]:
        amount = amounts[image["id"]]
        more = changes(_knowing(act, amount, kind).target(form), config.get("set", {}))(image) or {}
        return {**more, take: image[take] - amount}

    automation.amend(act.ripple, form, amounts, change)
    into = config.get("into")
    if into:
        acts = [_knowing(act.bound(**{LOT: Named(lot, form)}), amount, kind) for lot, amount in portions]
        automation.create(act.ripple, into["form"], [rows.row(one, into["form"], into["values"]) for one in acts])


def _knowing(act: Act, amount: Amount, kind: Type | None) -> Act:
    return act.bound(**{TAKEN: Named({"": amount}, None, {"": kind} if kind else {})})


def _refusal(act: Act, config: Mapping[str, Any], wanted: Amount, taken: Amount) -> Invalid:
    if config.get("refuse"):
        return choosing.refusal(act, config["refuse"])
    return Invalid("allocate_short", wanted=str(wanted), there=str(taken))
