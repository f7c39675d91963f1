"""Action: change the record with a key, or add it; right also when two do so at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.errors import Conflict
from builder.expressions.check import Typed
from builder.kinds import ActionType, Place, Spot
from builder.problems import Problem
from runtime.actions import rows, shapes
from runtime.actions.act import Act
from runtime.actions.changing import changes
from runtime.actions.create import created, stored
from runtime.actions.effects import Effect
from runtime.actions.names import Named
from runtime.permissions.conditions import condition
from runtime.records import automation
from runtime.records.plan import types_of


class Upsert(ActionType):
    """One account for each member: found by its key and changed, or made. Whoever comes second changes what the first has made."""

    name = "upsert"
    label = {"zh-CN": "有则修改，无则新增", "en": "Change or add"}
    help = {"zh-CN": "按唯一的标识找，找到就改，找不到就新增一条", "en": "Finds a record by its key and changes it, or adds it"}
    icon = "sync"
    group = "records"
    config_schema = shapes.shape(
        ("form", "key", "values"),
        form=shapes.key("form", "哪张表单", "Of which form"),
        key=shapes.fields("values", "按什么识别", "Known by"),
        values=shapes.fields("values", "新增时填写", "When added"),
        set=shapes.fields("target_values", "已有时改成", "When there"),
    )
    example = {
        "form": "account", "key": {"member": "member"}, "values": {"balance": "amount"}, "set": {"balance": "balance + trigger.amount"},
    }

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The key and the new values seen from the record, the changes from the one that is there."""
        form = config["form"]
        yield from shapes.row_spots("key", form, config["key"], place)
        yield from shapes.row_spots("values", form, config["values"], place)
        yield from (Spot(f"set/{name}", text, target=form, into=(form, name)) for name, text in config.get("set", {}).items())

    def binds(self, config: Mapping[str, Any], place: Place) -> str:
        """The record, old or new."""
        return str(config["form"])

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """A new record, or the fields of the one that is there."""
        return [(config["form"], None), (config["form"], frozenset(config.get("set", ())))]

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """Form and fields; the key should be unique, or two at once make two."""
        form = config["form"]
        yield from shapes.form_wrong(config, place)
        for name in ("key", "values", "set"):
            yield from shapes.fields_wrong(config.get(name), form, place, name)
        yield from shapes.required_wrong({**config["values"], **config["key"]}, form, place, "values")
        if config.get("set"):
            yield from shapes.append_only_wrong(form, place, "set")
        known = place.types.app.forms.get(form)
        if known and not _unique(known, set(config["key"])):
            yield Problem("warning", "action_key_not_unique", "key", {"form": known.label})

    def perform(self, act: Act, config: Mapping[str, Any]) -> Named | None:
        """Changes, or adds; where somebody else has just added it, changes his."""
        form, key = config["form"], rows.row(act, config["form"], config["key"])
        record = self._changed(act, config, key)
        if record is None:
            values = {**rows.row(act, form, config["values"]), **key}
            try:
                with act.uow.savepoint():
                    record = automation.create(act.ripple, form, [values])[0]
                act.effects.append(created(act, form, record, values))
            except Conflict:
                record = self._changed(act, config, key)
                if record is None:
                    raise
        return stored(act, form, record) if config.get("as") else None

    def _changed(self, act: Act, config: Mapping[str, Any], key: Mapping[str, Any]) -> str | None:
        """The record with the key after its change, None where there is none."""
        form = config["form"]
        typed, parameters = keyed(act, form, key)
        found = automation.matching(act.ripple, automation.Which(form, (typed,), parameters, limit=1), lock=True)
        if not found:
            return None
        given = config.get("set")
        if given:
            automation.amend(act.ripple, form, [found[0].id], changes(act.target(form), given))
        act.effects.append(Effect("upsert", "effect_update" if given else "effect_found", {}, form, found[0].id))
        return str(found[0].id)


def keyed(act: Act, form: str, key: Mapping[str, Any]) -> tuple[Typed, tuple[tuple[str, Any], ...]]:
    """The condition "these fields have these values", the values as parameters."""
    types, named = types_of(act.uow.ctx), [(name, f"asked{number}_") for number, name in enumerate(key)]
    kinds = {parameter: kind for name, parameter in named if (kind := types.of(form, name)) is not None}
    text = " and ".join(f"{name} == {parameter}" for name, parameter in named)
    return condition(act.uow.ctx, form, text, kinds), tuple((parameter, key[name]) for name, parameter in named)


def _unique(form: Any, key: set[str]) -> bool:
    single = any(item.unique for item in form.active() if item.key in key)
    return single or any(set(one.unique) <= key for one in form.constraints if one.unique)
