"""One effect a file, shared by rules, buttons and workflow steps; in palette order."""

from builder.kinds import ActionType

ACTIONS: tuple[ActionType, ...] = ()
