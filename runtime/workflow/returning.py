"""Going back: to an earlier step, or by taking back one's own answer. Takes: a flow, a task. Never: across into another branch."""

from collections.abc import Sequence

from builder.errors import Conflict, NotAllowed
from runtime.store import workflows
from runtime.store.tasks import CANCELLED, DONE, PENDING, WAITING, Task
from runtime.store.workflows import Activation
from runtime.workflow import moves
from runtime.workflow.asking import arm
from runtime.workflow.flow import ACTIVE, LEFT, Flow
from runtime.workflow.regions import within
from runtime.workflow.results import Jump
from runtime.workflow.signers import USUAL, allowed

ANY = "any"


def targets(flow: Flow, activation: Activation) -> list[str]:
    """The steps a task may be returned to: human ones visited before, in the same region or one around, the latest first."""
    config = flow.config(activation)
    if "return" not in config.get("actions", USUAL):
        return []
    wanted = config.get("return_to", ANY)
    seen = [one for one in workflows.activations(flow.uow, flow.instance.id) if one.state == LEFT and one.no < activation.no]
    steps = dict.fromkeys(one.step_key for one in reversed(seen) if within(activation.path, one.path))
    return [key for key in steps if key != activation.step_key and _human(flow, key) and (wanted == ANY or key in wanted)]


def _human(flow: Flow, key: str) -> bool:
    step = flow.workflow.by_key.get(key)
    return step is not None and flow.kind(step).human


def give_back(flow: Flow, task: Task, to: str | None, comment: str) -> None:
    """One signer returns the work: everything in the target's region is called off, and the target is asked again."""
    activation = flow.active[str(task.activation_id)]
    allowed(flow, activation, "return")
    possible = targets(flow, activation)
    step = to or (possible[0] if possible else None)
    if step is None or step not in possible:
        raise Conflict("task_return_target")
    task.state, task.outcome, task.comment, task.done_at = DONE, "returned", comment or None, flow.now
    task.done_by = flow.uow.ctx.actor.id
    flow.write(task)
    flow.note("returned", activation, task, comment or None, to=step)
    moves.settle(flow, activation, Jump(step, flow.config(activation).get("resume", "step")))


def take_back(flow: Flow, task: Task, me: str, comment: str) -> None:
    """My own answer is withdrawn while nobody has acted on what followed and nothing was done by the system since."""
    visits = workflows.activations(flow.uow, flow.instance.id)
    mine = next((one for one in visits if one.id == task.activation_id), None)
    if task.done_by != me or task.state != DONE or mine is None or not flow.instance.running:
        raise NotAllowed("task_take_back")
    if "take_back" not in flow.config(mine).get("actions", ()):
        raise NotAllowed("task_act_not_offered")
    if mine.state == ACTIVE:
        mine = flow.active[mine.id]
    after = _followers(visits, mine)
    _require_untouched(flow, mine, after)
    moves.call_off(flow, [flow.active[one.id] for one in after if one.id in flow.active], "taken_back")
    _reopen(flow, mine, task)
    flow.note("taken_back", mine, task, comment or None)


def _followers(visits: Sequence[Activation], start: Activation) -> list[Activation]:
    """Every visit that came from this one."""
    found: dict[str, Activation] = {}
    for one in visits:  # in order of entering: what came from somewhere stands behind it
        if one.from_id == start.id or one.from_id in found:
            found[one.id] = one
    return list(found.values())


def _require_untouched(flow: Flow, mine: Activation, after: Sequence[Activation]) -> None:
    """Nobody has answered since, the system has done nothing, no other branch has come together with this one."""
    for one in after:
        step = flow.workflow.by_key[one.step_key]
        kind = flow.kind(step)
        acted = any(task.done_by for task in flow.tasks(one))
        if acted or kind.gathers or (any(kind.actions(step.config)) and not kind.human):
            raise Conflict("task_take_back_late")
    if mine.state != ACTIVE and not after:
        raise Conflict("task_take_back_late")


def _reopen(flow: Flow, activation: Activation, task: Task) -> None:
    """The visit rests again, as it was before this answer."""
    sequential = flow.config(activation).get("order") == "sequential"
    for one in flow.tasks(activation):
        if one.id == task.id or (one.state == CANCELLED and one.cancel_reason == "settled"):
            mine = one.id == task.id
            one.state = PENDING if mine or not sequential else WAITING
            one.outcome, one.done_at, one.done_by, one.cancel_reason = None, None, None, None
            flow.write(one)
        elif sequential and one.state == PENDING:
            one.state = WAITING
            flow.write(one)
    if activation.state != ACTIVE:
        due = arm(flow, activation)
        for one in flow.tasks(activation):
            one.due_at = due if one.open else one.due_at
    activation.state, activation.left_at = ACTIVE, None
    flow.active[activation.id] = activation
    flow.touch(activation)
