"""Cells of a spreadsheet as JSON values of fields. Takes: texts. Gives: values or faults in words. Never: writes."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions import text_of
from builder.kinds import BadValue
from runtime.context import Context
from runtime.permissions import field_mask, policy
from runtime.records import service
from runtime.records.plan import FieldPlan, plan_of


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row; `field` None where it is the row as a whole."""

    field: str | None
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A field a column may go into."""

    key: str
    label: str
    labels: frozenset[str]
    required: bool
    unique: bool
    plan: FieldPlan

    def matches(self, header: str) -> bool:
        """Whether a column of this name means the field: its label in any language, whatever the spaces, stars and case."""
        return plain(header) in self.labels


def plain(label: str) -> str:
    """A label as it is compared: no spaces, no required mark, no case."""
    return "".join(label.casefold().split()).strip("*＊:：")


def targets(ctx: Context, form: str) -> dict[str, Target]:
    """The fields this caller may import into, in the form's order; lines and files do not fit into a cell."""
    plan = plan_of(ctx, form)
    writable = field_mask.writable(ctx, form, policy.decide(ctx, form, "create").grants)
    return {
        key: _target(ctx, key, one)
        for key, one in plan.fields.items()
        if one.settable and key in writable and not one.columns and one.type is not None and one.kind.operators(one.config)
    }


def _target(ctx: Context, key: str, plan: FieldPlan) -> Target:
    item = plan.field
    words = [item.label] if isinstance(item.label, str) else list(item.label.values())
    required = item.required and item.default is None
    return Target(key, text_of(item.label, ctx.locale), frozenset(map(plain, words)), required, item.unique, plan)


class Cells:
    """Reads the cells of one import; remembers which titles it has looked up and which unique values it has seen."""

    def __init__(self, ctx: Context, form: str) -> None:
        self._ctx = ctx
        self._form = form
        self._found: dict[tuple[str, str], list[str]] = {}
        self._seen: dict[str, set[Any]] = {}
        self._unique = {key for key, one in targets(ctx, form).items() if one.unique}

    def read(self, target: Target, text: str) -> tuple[Any, Fault | None]:
        """(JSON value or None, fault or None)."""
        if not text.strip():
            return None, Fault(target.key, "required") if target.required else None
        if target.plan.target:
            return self._pointed(target, text.strip())
        kind, config = target.plan.kind, target.plan.config
        try:
            value = kind.parse_text(config, text)
        except BadValue as error:
            return None, Fault(target.key, str(error), dict(error.params))
        return kind.dump(config, value), None

    def repeated(self, values: Mapping[str, Any]) -> list[Fault]:
        """Unique values that stand in an earlier row of the same file."""
        faults = []
        for key in self._unique & values.keys():
            seen = self._seen.setdefault(key, set())
            if values[key] in seen:
                faults.append(Fault(key, "import_repeated"))
            seen.add(values[key])
        return faults

    def _pointed(self, target: Target, text: str) -> tuple[Any, Fault | None]:
        """The one record (or person) whose title, or one of whose shown columns, is exactly the text."""
        ids = self._found.get((target.key, text))
        if ids is None:
            offered = service.options(self._ctx, self._form, target.key, q=text, limit=50)["options"]
            by_title = [one["id"] for one in offered if one["title"] == text]
            ids = by_title or [one["id"] for one in offered if text in one["columns"]]
            self._found[target.key, text] = ids
        if len(ids) == 1:
            return ids[0], None
        return None, Fault(target.key, "import_several" if ids else "import_no_match", {"text": text[:80]})
