"""Action: a new record."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.kinds import ActionType, Place, Spot
from builder.problems import Problem
from runtime.actions import rows, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.actions.names import Named
from runtime.records import automation
from runtime.store import records


class Create(ActionType):
    """A points entry for a purchase: one record of `form`, its subtables included."""

    name = "create"
    label = {"zh-CN": "新增数据", "en": "Add a record"}
    help = {"zh-CN": "在一张表单里新增一条，如消费后记一笔积分", "en": "Adds a record to a form, like points after a purchase"}
    icon = "plus"
    group = "records"
    config_schema = shapes.shape(
        ("form", "values"),
        form=shapes.key("form", "新增到", "Add to"),
        values=shapes.fields("values", "填写", "Fill in"),
    )
    example = {"form": "points_entry", "values": {"member": "member", "points": "points"}}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """What goes into each field."""
        return shapes.row_spots("values", config["form"], config["values"], place)

    def binds(self, config: Mapping[str, Any], place: Place) -> str:
        """The new record."""
        return str(config["form"])

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """A record of the form."""
        return [(config["form"], None)]

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """The form and its fields are there, and nothing it requires is left out."""
        yield from shapes.form_wrong(config, place)
        yield from shapes.fields_wrong(config["values"], config["form"], place, "values")
        yield from shapes.required_wrong(config["values"], config["form"], place, "values")

    def perform(self, act: Act, config: Mapping[str, Any]) -> Named | None:
        """Adds it; gives it to `as`."""
        form = config["form"]
        values = rows.row(act, form, config["values"])
        made = automation.create(act.ripple, form, [values])[0]
        act.effects.append(created(act, form, made, values))
        return stored(act, form, made) if config.get("as") else None


def created(act: Act, form: str, record: str, values: Mapping[str, Any]) -> Effect:
    """The effect of a new record."""
    return Effect("create", "effect_create", {}, form, record, rows.about(act, form, values), values=rows.as_json(act, form, values))


def stored(act: Act, form: str, record: str) -> Named:
    """A record as it stands now, for a name."""
    row = records.load(act.uow, form, [record])[record]
    return Named(automation.image_of(row), form)
