"""Tables of workflows at work and of what people are asked to do. Takes: the metadata. Gives: Core tables. Never: definitions."""

from typing import Any

from sqlalchemy import Column, Index, Table, UniqueConstraint, text

from runtime.store.dialects.columns import BigInteger, Boolean, Id, Integer, Moment, Structure, Word
from runtime.store.tables import metadata


def _word(name: str, *, key: bool = False, required: bool = False, unique: bool = False) -> "Column[Any]":
    return Column(name, Word(), primary_key=key, nullable=not (key or required), unique=unique or None)


def _id(name: str, *, key: bool = False, required: bool = False) -> "Column[str]":
    return Column(name, Id(), primary_key=key, autoincrement=False, nullable=not (key or required))


def _count(name: str) -> "Column[int]":
    return Column(name, Integer(), nullable=False, server_default="0")


def _flag(name: str) -> "Column[bool]":
    return Column(name, Boolean(), nullable=False, server_default=text("false"))


wf_instance = Table(
    "wf_instance",
    metadata,
    _id("id", key=True),
    _word("app", required=True),
    _word("workflow", required=True),
    Column("revision", BigInteger(), nullable=False),
    _word("form", required=True),
    _id("record_id", required=True),
    _id("initiator"),
    _word("state", required=True),
    _word("result"),
    _word("title"),
    Column("vars", Structure()),
    _count("version"),
    _count("visits"),
    _id("prev_instance_id"),
    _id("parent_activation_id"),
    _word("start_key", unique=True),
    _flag("single"),
    _flag("locks"),
    _flag("has_incident"),
    _id("root_id"),
    Column("started_at", Moment(), nullable=False),
    Column("ended_at", Moment()),
)
Index("wf_instance_record", wf_instance.c.record_id, wf_instance.c.id)
Index("wf_instance_initiator", wf_instance.c.initiator, wf_instance.c.id)
Index("wf_instance_workflow", wf_instance.c.app, wf_instance.c.workflow, wf_instance.c.id)
ALONE = text("state = 'running' AND single")
Index(
    "wf_instance_single", wf_instance.c.app, wf_instance.c.workflow, wf_instance.c.record_id, unique=True,
    sqlite_where=ALONE, postgresql_where=ALONE,
)  # fmt: skip

wf_activation = Table(
    "wf_activation",
    metadata,
    _id("id", key=True),
    _id("instance_id", required=True),
    _word("step_key", required=True),
    _count("no"),
    _word("region_path"),
    _word("state", required=True),
    _id("from_id"),
    _word("via"),
    Column("expected", Structure()),
    Column("result", Structure()),
    Column("entered_at", Moment(), nullable=False),
    Column("left_at", Moment()),
)
Index("wf_activation_instance", wf_activation.c.instance_id, wf_activation.c.no)

wf_join = Table(
    "wf_join",
    metadata,
    _id("instance_id", key=True),
    _word("join_key", key=True),
    _id("region_activation_id", key=True),
    _word("transition_key", key=True),
)

wf_task = Table(
    "wf_task",
    metadata,
    _id("id", key=True),
    _word("app", required=True),
    _word("kind", required=True),
    _id("instance_id"),
    _id("activation_id"),
    _word("step_key"),
    _word("form"),
    _id("record_id"),
    _word("title"),
    _word("text"),
    _id("assignee"),
    _id("owner"),
    _id("on_behalf_of"),
    _id("parent_task_id"),
    _word("sign_kind"),
    _count("ord"),
    _word("state", required=True),
    _word("outcome"),
    _word("comment"),
    _id("from_user"),
    _id("delegated_by"),
    Column("due_at", Moment()),
    Column("created_at", Moment(), nullable=False),
    Column("done_at", Moment()),
    _id("done_by"),
    _word("cancel_reason"),
    Column("urged_at", Moment()),
    _count("version"),
    _word("cause"),
    _word("task_key", unique=True),
)
Index("wf_task_assignee", wf_task.c.assignee, wf_task.c.state, wf_task.c.id)
Index("wf_task_instance", wf_task.c.instance_id, wf_task.c.id)
Index("wf_task_activation", wf_task.c.activation_id, wf_task.c.ord)
Index("wf_task_record", wf_task.c.record_id, wf_task.c.id)
Index("wf_task_done", wf_task.c.done_by, wf_task.c.id)

wf_task_candidate = Table("wf_task_candidate", metadata, _id("task_id", key=True), _id("user_id", key=True))
Index("wf_task_candidate_user", wf_task_candidate.c.user_id, wf_task_candidate.c.task_id)

wf_act = Table(
    "wf_act",
    metadata,
    _word("action_id", key=True),
    _id("actor"),
    _id("instance_id"),
    _id("task_id"),
    _word("act", required=True),
    Column("result", Structure()),
    Column("at", Moment(), nullable=False),
)

wf_cc = Table(
    "wf_cc",
    metadata,
    _id("id", key=True),
    _word("app", required=True),
    _id("instance_id", required=True),
    _word("step_key"),
    _id("user_id", required=True),
    Column("at", Moment(), nullable=False),
    Column("read_at", Moment()),
    UniqueConstraint("instance_id", "step_key", "user_id"),
)
Index("wf_cc_user", wf_cc.c.user_id, wf_cc.c.id)

wf_history = Table(
    "wf_history",
    metadata,
    _id("id", key=True),
    _id("instance_id", required=True),
    Column("at", Moment(), nullable=False),
    _id("actor"),
    _word("kind", required=True),
    _word("step_key"),
    _id("task_id"),
    _id("on_behalf_of"),
    _word("comment"),
    Column("detail", Structure()),
)
Index("wf_history_instance", wf_history.c.instance_id, wf_history.c.id)

TABLES = (wf_instance, wf_activation, wf_join, wf_task, wf_task_candidate, wf_act, wf_cc, wf_history)
