"""The boxes of a workflow, one kind a file, in palette order."""

from builder.kinds import StepType
from runtime.workflow.steps.action import ActionStep
from runtime.workflow.steps.approve import Approve
from runtime.workflow.steps.branch import Branch
from runtime.workflow.steps.delay import Delay
from runtime.workflow.steps.end import End
from runtime.workflow.steps.form import FormStep
from runtime.workflow.steps.join import Join
from runtime.workflow.steps.start import Start

STEPS: tuple[StepType, ...] = (Start(), Approve(), FormStep(), Branch(), Join(), ActionStep(), Delay(), End())
