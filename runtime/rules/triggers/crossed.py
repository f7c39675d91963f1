"""Trigger: a number passes a threshold."""

from collections.abc import Iterable
from typing import Any

from builder.expressions.types import Number
from builder.kinds import Place, Spot
from runtime.rules.kinds import ChangeTrigger, Config, Phrase
from runtime.rules.triggers.properties import FORM, expression, field, shape

UP, DOWN = "up", "down"


class Crossed(ChangeTrigger):
    """Upwards: it was below and is now at or above the threshold; downwards: it was above and is now at or below it. An empty number
    counts as 0. With `rearm` it is ready again only after the number was back at that level."""

    name = "crossed"
    label = {"zh-CN": "数值跨过界限", "en": "Number passes a threshold"}
    help = {"zh-CN": "数值升到或降到某个界限的那一刻，如积分达到 1,000", "en": "The moment a number reaches a threshold, like 1,000 points"}
    icon = "chart"
    group = "change"
    knows_old = True
    config_schema = shape(
        {
            "form": FORM, "field": field("number_field", "哪个数值", "Number"), "at": expression("界限", "Threshold"),
            "direction": {
                "enum": [UP, DOWN], "default": UP, "label": {"zh-CN": "方向", "en": "Direction"},
                "labels": {UP: {"zh-CN": "升到", "en": "Rises to"}, DOWN: {"zh-CN": "降到", "en": "Falls to"}},
            },
            "rearm": expression("回到多少之后才再次触发", "Ready again after it was back at", more=True),
        },
        "form", "field", "at",
    )
    example = {"form": "member", "field": "points", "at": "1000", "direction": "up"}

    def watches(self, config: Config) -> frozenset[str]:
        """The number itself."""
        return frozenset((config["field"],))

    def phrase(self, config: Config) -> Phrase:
        """Rises or falls to the threshold."""
        return f"rule_event_crossed_{config.get('direction', UP)}", config

    def spots(self, config: Config, place: Place) -> Iterable[Spot]:
        """The threshold and the level at which it is ready again."""
        return [Spot(name, config[name], Number(6)) for name in ("at", "rearm") if name in config]

    def hits(self, config: Config, event: Any) -> bool:
        """The number differs from before."""
        return event.new is not None and not event.restored and config["field"] in (event.changed if event.old is not None else event.new)

    def condition(self, config: Config) -> str | None:
        """old < t <= new, downwards old > t >= new; the threshold before is worked out from the record as it was."""
        was, now, limit = f"COALESCE(old.{config['field']}, 0)", f"COALESCE({config['field']}, 0)", config["at"]
        below, above = (f"{was} < ({limit})", f"{now} >= ({limit})")
        return f"{was} > ({limit}) and {now} <= ({limit})" if config.get("direction") == DOWN else f"{below} and {above}"

    def rearm(self, config: Config) -> str | None:
        """Back at the level of safety."""
        sign = ">=" if config.get("direction") == DOWN else "<="
        return f"COALESCE({config['field']}, 0) {sign} ({config['rearm']})" if "rearm" in config else None

    def backlog(self, config: Config) -> str | None:
        """Those beyond the threshold now."""
        return f"COALESCE({config['field']}, 0) {'<=' if config.get('direction') == DOWN else '>='} ({config['at']})"
