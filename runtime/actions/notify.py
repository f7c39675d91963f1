"""Action: tell colleagues, in the product."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.kinds import ActionType, Place, Spot
from runtime.actions import choosing, people, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.store import notices
from runtime.store.notices import NewNotice


class Notify(ActionType):
    """A line in the notices of the people it concerns, with the way to the record."""

    name = "notify"
    label = {"zh-CN": "通知同事", "en": "Notify colleagues"}
    help = {"zh-CN": "在消息里提醒一个人或一个角色的所有人", "en": "A notice for one person or everybody in a role"}
    icon = "bell"
    group = "people"
    config_schema = shapes.shape(
        ("to", "title"),
        to=shapes.WHO,
        title=shapes.label("标题", "Title"),
        text=shapes.label("内容", "Text"),
    )
    example = {"to": {"by": "field", "value": "store.manager"}, "title": "{{member.name}} 消费 {{amount}}"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The places in its texts, and who it goes to."""
        yield from choosing.text_spots("title", config["title"])
        yield from choosing.text_spots("text", config.get("text"))
        yield from people.spots(config["to"], "to")

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Writes one notice for each person in their language, once however often the same run is repeated."""
        link = {"app": act.uow.ctx.app, "form": act.form, "record": act.record} if act.record else {"app": act.uow.ctx.app}
        who, place = people.found(act, config["to"]), len(act.effects)
        locales = people.locales(act, who)
        said = {locale: _words(act, config, locale) for locale in set(locales.values())}
        keys = {user: f"{act.key}:{place}:{user}" if act.key else None for user in who}
        notices.add(act.uow, [NewNotice(user, *said[locales[user]], link, keys[user]) for user in who])
        title = said[locales[who[0]]][0] if who else ""
        act.effects.append(Effect("notify", "effect_notify", {"title": title}, users=tuple(who)))


def _words(act: Act, config: Mapping[str, Any], locale: str) -> tuple[str, str]:
    """Title and text in a language."""
    return act.text(config["title"], locale), act.text(config["text"], locale) if config.get("text") else ""
