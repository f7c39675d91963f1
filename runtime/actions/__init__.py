"""One effect a file, shared by rules, buttons and workflow steps; in palette order."""

from builder.kinds import ActionType
from runtime.actions.act import Act, Named, refused, run
from runtime.actions.allocate import Allocate
from runtime.actions.choose import Choose
from runtime.actions.codes import Codes
from runtime.actions.create import Create
from runtime.actions.delete import Delete
from runtime.actions.effects import Effect, describe
from runtime.actions.find import Find
from runtime.actions.for_each import ForEach
from runtime.actions.http import Http
from runtime.actions.message import SendMessage
from runtime.actions.notify import Notify
from runtime.actions.refuse import Refuse
from runtime.actions.reverse import Reverse
from runtime.actions.start_workflow import StartWorkflow
from runtime.actions.todo import Todo
from runtime.actions.update import Update
from runtime.actions.upsert import Upsert

ACTIONS: tuple[ActionType, ...] = (
    Create(), Update(), Upsert(), Delete(), Allocate(), Reverse(), Codes(),
    SendMessage(), Notify(), Todo(), StartWorkflow(),
    Find(), ForEach(), Choose(), Refuse(),
    Http(),
)

__all__ = ["ACTIONS", "Act", "Effect", "Named", "describe", "refused", "run"]
