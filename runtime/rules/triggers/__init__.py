"""What sets rules off, one kind a file, in palette order."""

from builder.kinds import TriggerType
from runtime.rules.triggers.absence import Absence
from runtime.rules.triggers.button import Button
from runtime.rules.triggers.changed import Changed
from runtime.rules.triggers.created import Created
from runtime.rules.triggers.crossed import Crossed
from runtime.rules.triggers.date import DateReached
from runtime.rules.triggers.deleted import Deleted
from runtime.rules.triggers.enters import Enters
from runtime.rules.triggers.schedule import Schedule
from runtime.rules.triggers.updated import Updated
from runtime.rules.triggers.workflow_ended import WorkflowEnded

TRIGGERS: tuple[TriggerType, ...] = (
    Created(), Updated(), Changed(), Enters(), Crossed(), Deleted(), DateReached(), Absence(), Schedule(), Button(), WorkflowEnded(),
)
