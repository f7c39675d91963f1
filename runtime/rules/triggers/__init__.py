"""What sets rules off, one kind a file, in palette order."""

from builder.kinds import TriggerType

TRIGGERS: tuple[TriggerType, ...] = ()
