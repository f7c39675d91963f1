"""Step: people sign."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.kinds import Place
from builder.problems import Problem
from runtime.store.tasks import PENDING
from runtime.workflow import asking, moves, signing
from runtime.workflow.results import Done, Ended, Failed, Jump, Result, Waiting
from runtime.workflow.signing import APPROVED, REJECTED
from runtime.workflow.steps import shapes
from runtime.workflow.steps.asked import LIMITED, Asking

VERBS = ("transfer", "delegate", "add_before", "add_after", "add_parallel", "return", "take_back")
ON_REJECT = {
    "type": "object",
    "label": {"zh-CN": "被拒绝时", "en": "When rejected"},
    "properties": {
        "do": shapes.choice(
            "怎么办",
            "Then",
            "end",
            end=("流程结束", "The workflow ends"),
            goto=("转到某一步", "Go to a step"),
            branch=("走拒绝的连线", "Take its own way"),
        ),
        "step": {"type": "string", "maxLength": 40, "widget": "step"},
    },
    "additionalProperties": False,
}
ACTIONS = {
    "enum": list(VERBS),
    "labels": shapes.worded(
        transfer=("转交", "Transfer"), delegate=("请人代看", "Ask a colleague"), add_before=("前加签", "Add a signer before"),
        add_after=("后加签", "Add a signer after"), add_parallel=("并加签", "Add a signer beside"), take_back=("收回", "Take back"),
        **{"return": ("退回", "Return")},
    ),
}  # fmt: skip


class Approve(Asking):
    """Approval by one or several people, together or in turn."""

    name = "approve"
    label = {"zh-CN": "审批", "en": "Approval"}
    help = {
        "zh-CN": "由一个或几个人同意或拒绝：会签、或签、票签、依次",
        "en": "One or several people approve or reject: all, any, by vote, in turn",
    }
    icon = "rubber-stamp"
    group = "people"
    config_schema = {
        "type": "object",
        "properties": {
            "who": {**shapes.WHO, "label": {"zh-CN": "谁审批", "en": "Who approves"}},
            "mode": shapes.choice(
                "怎么算通过", "Passed when", "all", all=("会签：全部同意", "All approve"), any=("或签：一人同意即可", "One approves"),
                vote=("票签：同意达到比例", "Enough approve"),
            ),
            "pct": shapes.said("同意比例（%）", "Share that must approve (%)", type="integer", minimum=1, maximum=100, default=50),
            "order": shapes.choice(
                "先后", "Order", "parallel", parallel=("同时", "All at once"), sequential=("依次", "One after the other")
            ),
            "settle": shapes.choice(
                "什么时候出结果", "Settled", "early", early=("结果已定就结束", "As soon as it is clear"),
                wait_all=("等所有人都表态", "When everybody has answered"),
            ),
            "settle_reject": shapes.choice(
                "或签时怎么算拒绝", "Rejected when (any)", "first", first=("一人拒绝", "One rejects"), all=("全部拒绝", "All reject")
            ),
            "on_reject": ON_REJECT,
            "actions": shapes.said("审批人还可以", "Signers may also", type="array", maxItems=10, uniqueItems=True, items=ACTIONS),
            **LIMITED,
            "fields": shapes.FIELDS,
            "on_self": shapes.choice(
                "发起人就是审批人时", "Where the initiator is asked", "allow", allow=("自己审批", "Approves"),
                skip=("自动通过", "Passed by itself"), dept_head=("交给部门负责人", "The head of the department"),
            ),
            "dedupe": shapes.choice(
                "同一人重复审批时", "Where somebody signed before", "none", none=("每次都审", "Signs again"),
                consecutive=("连续的自动通过", "Passed if he signed the step before"), all=("审过就自动通过", "Passed if he ever signed"),
            ),
            "cc": shapes.CC,
        },
        "required": ["who"],
        "additionalProperties": False,
    }  # fmt: skip
    example = {"who": {"by": "role", "value": "store_manager"}, "mode": "any"}

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        """What does not go together."""
        yield from super().wrong(config, place)
        if config.get("mode") == signing.VOTE and config.get("order") == "sequential":
            yield Problem("error", "step_vote_sequential", "order")
        reject = config.get("on_reject", {})
        if reject.get("do") == "goto" and not reject.get("step"):
            yield Problem("error", "step_reject_step", "on_reject/step")
        if config["who"].get("empty") == "approve" and any(one["do"] == "approve" for one in config.get("timeout", ())):
            yield Problem("warning", "step_nobody_looks", "timeout")

    def enter(self, flow: Any, activation: Any) -> Result:
        """Asks the signers; what can be settled at once is."""
        config = flow.config(activation)
        moves.inform(flow, activation, config.get("cc", ()))
        found = asking.whom(flow, activation, config["who"])
        if found.settled:
            flow.note(f"auto_{found.settled}", activation)
            return approved(flow, activation) if found.settled == "approve" else rejected(flow, activation)
        if not found.users:
            return Failed("workflow_nobody")
        asking.signers(flow, activation, found.users)
        return self.resume(flow, activation, None)

    def resume(self, flow: Any, activation: Any, signal: Any) -> Result:
        """Somebody has signed, or a signal (`approved`, `rejected`) settles it for all."""
        if signal is None and not flow.tasks(activation):
            return self.enter(flow, activation)
        verdict = signal or signing.verdict(flow.config(activation), flow.tasks(activation))
        if verdict is None:
            following = signing.next_waiting(flow.tasks(activation))
            if following is not None:
                following.state = PENDING
                flow.write(following)
            return Waiting()
        moves.drop(flow, flow.tasks(activation), "settled")
        return approved(flow, activation) if verdict == APPROVED else rejected(flow, activation)


def approved(flow: Any, activation: Any) -> Result:
    """The step has passed."""
    return Done(moves.usual(flow, activation), {"outcome": APPROVED})


def rejected(flow: Any, activation: Any) -> Result:
    """The step has not: the instance ends, goes elsewhere, or takes the way for rejections."""
    what = flow.config(activation).get("on_reject", {})
    result: Result = REJECTIONS[what.get("do", "end")](flow, activation, what)
    return result


def _own_way(flow: Any, activation: Any, what: Mapping[str, Any]) -> Result:
    ways = tuple(way.key for way in moves.leaving(flow, activation) if way.outcome == REJECTED)
    return Done(ways, {"outcome": REJECTED}) if ways else Ended(REJECTED, REJECTED)


REJECTIONS: Mapping[str, Any] = {
    "end": lambda flow, activation, what: Ended(REJECTED, REJECTED),
    "goto": lambda flow, activation, what: Jump(what["step"], reason=REJECTED),
    "branch": _own_way,
}
