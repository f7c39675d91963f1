"""Why something was written, in words: the rule, button or workflow named by a cause of the log.

Takes: a Context, causes. Gives: JSON. Never: a cause people cannot follow.
"""

from typing import Any

from builder.definitions import text_of
from builder.messages import text
from runtime.context import Context

RULE, BUTTON, WORKFLOW = "rule", "button", "workflow"


def because(ctx: Context, cause: str | None) -> dict[str, Any] | None:
    """{"text", "run"} of a rule or button, {"text", "instance", "workflow"} of a workflow; None where a person did it himself."""
    kind, _, rest = (cause or "").partition(":")
    key, _, which = rest.partition("/")
    if kind in (RULE, BUTTON) and which:
        return {"text": _named(ctx, f"{kind}_because", "rule", ctx.rev.definition.rules.get(key)), "run": which}
    if kind == WORKFLOW and which:
        said = _named(ctx, "workflow_because", "workflow", ctx.rev.definition.workflows.get(key))
        return {"text": said, "instance": which.partition("/")[0], "workflow": key}
    return None


def _named(ctx: Context, code: str, place: str, definition: Any) -> str:
    """With its label; one that has been removed since is only called what it was."""
    return text(code if definition else f"{code}_gone", ctx.locale, {place: text_of(definition.label, ctx.locale) if definition else ""})
