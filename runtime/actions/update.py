"""Action: change records, guarded: how many rows could be changed decides what follows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.errors import Invalid
from builder.kinds import ActionType, Inner, Place, Spot
from builder.problems import Problem
from runtime.actions import choosing, rows, shapes
from runtime.actions.act import Act
from runtime.actions.changing import changes
from runtime.actions.effects import Effect
from runtime.actions.names import Named
from runtime.records import automation
from runtime.store import records

MOST = 1_000
NOTED = 20  # records named one by one in the log of a run


class Update(ActionType):
    """The balance goes down by what was spent, if it is enough: the record itself, what a relation leads to, or those that match.

    Rows are locked, then the condition and the guard are looked at, then the new values are computed from what is there. Without new values
    the rows are only held: nobody else takes what the guard has seen until everything is written.
    """

    name = "update"
    label = {"zh-CN": "修改数据", "en": "Change records"}
    help = {"zh-CN": "修改这条、关联到的或符合条件的数据，如扣减库存", "en": "Changes this, a related or all matching records"}
    icon = "edit"
    group = "records"
    config_schema = shapes.shape(
        ("set",),
        target=shapes.key("relation_path", "改哪一条", "Which one"),
        form=shapes.key("form", "改哪张表单", "Of which form", more=True),
        match=shapes.expression("target_condition", "符合条件的", "Those where", more=True),
        set=shapes.fields("target_values", "改成", "Change to"),
        guard=shapes.expression("target_condition", "只有当", "Only if"),
        limit={"type": "integer", "minimum": 1, "maximum": MOST, "label": shapes.words("最多几条", "At most"), "more": True},
        sort=shapes.sort(more=True),
        otherwise=shapes.OTHERWISE,
    )
    example = {"target": "member", "set": {"points": "points - trigger.points"}, "guard": "points >= trigger.points"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The condition, the guard and the new values, all seen from the target."""
        form = shapes.targeted(config, place)
        yield from shapes.match_spots(config, form)
        yield from shapes.guard_spots(config, form)
        yield from choosing.otherwise_spots(config)
        for name, text in config["set"].items():
            if isinstance(text, str) and form:
                yield Spot(f"set/{name}", text, target=form, into=(form, name))

    def inner(self, config: Mapping[str, Any], place: Place) -> Iterable[Inner]:
        """What is done instead."""
        return choosing.otherwise_inner(config)

    def binds(self, config: Mapping[str, Any], place: Place) -> str | None:
        """The (first) record changed."""
        return shapes.targeted(config, place)

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """The fields of the target."""
        form = shapes.targeted(config, place)
        return [(form, frozenset(config["set"]))] if form else []

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """The target, its fields; a form that keeps what was written is not changed."""
        form = shapes.targeted(config, place)
        yield from shapes.target_wrong(config, place)
        yield from shapes.fields_wrong(config["set"], form, place, "set")
        yield from shapes.sort_wrong(config, form, place)
        yield from shapes.append_only_wrong(form, place, "form" if config.get("form") else "target")
        for name, text in config["set"].items():
            if not isinstance(text, str):
                yield Problem("error", "action_set_rows", f"set/{name}")

    def refuses(self, act: Act, config: Mapping[str, Any]) -> Invalid | None:
        """Where the guard holds for none of the records, the words for that."""
        words = choosing.refusal_instead(act, config)
        if words is None:
            return None
        form, ids = choosing.chosen(act, config, self.name)
        if form is None:
            return words
        change = changes(act.target(form), config["set"], config.get("guard"))
        there = records.load(act.uow, form, sorted(ids)).values()
        return None if any(change(automation.image_of(row)) is not None for row in there) else words

    def perform(self, act: Act, config: Mapping[str, Any]) -> Named | None:
        """Changes what can be changed; where that is nothing, `otherwise`."""
        form, ids = choosing.chosen(act, config, self.name)
        done = _changed(act, form, ids, config) if form and ids else {}
        if not done or not form:
            if not config.get("after"):
                choosing.otherwise(act, config)
            return Named({"id": None}, form)
        for record, image in list(done.items())[:NOTED] if config["set"] else ():  # without new values the records were only held
            values = rows.as_json(act, form, {name: image[name] for name in config["set"]})
            act.effects.append(Effect("update", "effect_update", {}, form, record, values=values))
        if len(done) > NOTED and config["set"]:
            act.effects.append(Effect("update", "effect_update_many", {"count": len(done) - NOTED}, form))
        return Named(next(iter(done.values())), form)


def _changed(act: Act, form: str, ids: Sequence[str], config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The new images of those that could be changed."""
    done: dict[str, dict[str, Any]] = {}
    change = changes(act.target(form), config["set"], config.get("guard"))

    def noted(image: Mapping[str, Any]) -> Mapping[str, Any] | None:
        values = change(image)
        if values is not None:
            done[image["id"]] = {**image, **values}
        return values

    automation.amend(act.ripple, form, ids, noted)
    return done
