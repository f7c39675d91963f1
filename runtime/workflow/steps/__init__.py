"""The boxes of a workflow, one kind a file, in palette order."""

from builder.kinds import StepType

STEPS: tuple[StepType, ...] = ()
