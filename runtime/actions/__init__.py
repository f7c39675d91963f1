"""One effect a file, shared by rules, buttons and workflow steps; in palette order."""

from builder.kinds import ActionType
from runtime.actions.act import Act, Named, run
from runtime.actions.create import Create
from runtime.actions.effects import Effect, describe
from runtime.actions.notify import Notify
from runtime.actions.refuse import Refuse
from runtime.actions.update import Update

ACTIONS: tuple[ActionType, ...] = (Create(), Update(), Notify(), Refuse())

__all__ = ["ACTIONS", "Act", "Effect", "Named", "describe", "run"]
