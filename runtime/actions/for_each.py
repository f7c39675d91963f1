"""Action: do something for each of several."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.kinds import ActionType, Inner, Place, Spot
from builder.problems import Problem
from runtime.actions import choosing, rows, shapes
from runtime.actions.act import Act, run
from runtime.actions.names import Named
from runtime.records import automation
from runtime.store import records


class ForEach(ActionType):
    """Stock goes down for each line; a coupon for each member that matches. More than a thousand go on in the background, in the order in
    which they were made."""

    name = "for_each"
    label = {"zh-CN": "逐条处理", "en": "For each"}
    help = {"zh-CN": "对子表的每一行，或每条符合条件的数据，做同样的事", "en": "The same for each line, or each record that matches"}
    icon = "repeat"
    group = "flow"
    config_schema = shapes.shape(
        ("do",),
        each=shapes.key("subtable", "子表的每一行", "Each line of"),
        form=shapes.key("form", "表单的每一条", "Each record of"),
        match=shapes.expression("target_condition", "符合条件的", "Those where"),
        sort=shapes.sort(more=True),
        limit={"type": "integer", "minimum": 1, "maximum": choosing.MOST, "label": shapes.words("最多几条", "At most"), "more": True},
        do=shapes.actions("就", "Do"),
    )
    example = {"each": "lines", "do": [{"type": "update", "target": "item.product", "set": {"stock": "stock - item.qty"}}]}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The condition on the records."""
        return shapes.match_spots(config, config.get("form"))

    def inner(self, config: Mapping[str, Any], place: Place) -> Iterable[Inner]:
        """What is done, with each one under its name."""
        table = config.get("form") or f"{place.form}.{config.get('each', '')}"
        yield Inner("do", config["do"], {config.get("as", "item"): table})

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """Either lines of a subtable of the record, or records of a form."""
        yield from shapes.form_wrong(config, place)
        yield from shapes.sort_wrong(config, config.get("form"), place)
        if bool(config.get("each")) == bool(config.get("form")):
            yield Problem("error", "action_each_what", "each")
        elif config.get("each"):
            own = place.types.app.forms.get(place.form or "")
            field = own.by_key.get(config["each"]) if own else None
            if field is None or not field.fields:
                yield Problem("error", "action_each_subtable", "each", {"field": config["each"]})
        elif not config.get("match"):
            yield Problem("error", "action_match_missing", "match")

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Each in its turn."""
        if config.get("each"):
            for inner in rows.each_line(act, {"each": config["each"], "as": config.get("as", "item")}):
                run(inner, config["do"])
            return
        form, name = config["form"], config.get("as", "item")
        ids, _ = choosing.next_ids(act, config, self.name)
        found = records.load(act.uow, form, ids)
        for record in ids:
            if record in found:
                run(act.bound(**{name: Named(automation.image_of(found[record]), form)}), config["do"])
