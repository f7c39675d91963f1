"""Action: a task in somebody's inbox."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.expressions.types import Instant
from builder.kinds import ActionType, Place, Spot
from runtime.actions import choosing, people, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.store import tasks


class Todo(ActionType):
    """Something a person has to do: call a customer back. Several people: whoever does it first."""

    name = "todo"
    label = {"zh-CN": "建待办", "en": "Give a task"}
    help = {"zh-CN": "在同事的待办里加一件事，如给生日会员打电话", "en": "A task in a colleague's inbox, like a birthday call"}
    icon = "check-square"
    group = "people"
    config_schema = shapes.shape(
        ("to", "title"),
        to=shapes.WHO,
        title=shapes.label("做什么", "What to do"),
        text=shapes.label("说明", "More"),
        due=shapes.expression("value", "最晚什么时候", "Due"),
        key=shapes.expression("value", "同样的事只建一次", "Only once for", more=True),
    )
    example = {"to": {"by": "field", "value": "owner"}, "title": "给 {{name}} 打生日电话", "due": "DATEADD(@now, 1, 'day')"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The places in its texts, who it goes to, when it is due."""
        yield from choosing.text_spots("title", config["title"])
        yield from choosing.text_spots("text", config.get("text"))
        yield from people.spots(config["to"], "to")
        if config.get("due"):
            yield Spot("due", config["due"], Instant())
        if config.get("key"):
            yield Spot("key", config["key"])

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """One task, unless its key has made one before."""
        who = people.found(act, config["to"])
        locale = next(iter(people.locales(act, who[:1]).values()), None)
        title, text = act.text(config["title"], locale), act.text(config["text"], locale) if config.get("text") else None
        due = act.value(config["due"], Instant()) if config.get("due") else None
        key = f"{act.uow.ctx.app}:{act.value(config['key'])}" if config.get("key") else None
        if who and tasks.add_todo(act.uow, who, title, text=text, due_at=due, form=act.form, record_id=act.record, key=key):
            act.effects.append(Effect("todo", "effect_todo", {"title": title}, users=tuple(who)))
