"""The queue's own tables. Takes: nothing. Gives: SQLAlchemy Core tables. Never: what a job does.

Done jobs stay in their table for 90 days, so that their keys stay unique; partial indexes keep them out of the way of those that wait.
"""

from sqlalchemy import Column, Index, Table, text

from runtime.store.dialects.columns import Id, Structure, Word
from runtime.store.tables import _id, _moment, _number, _word, metadata


def _where(name: str, columns: tuple[str, ...], condition: str) -> Index:
    """An index over the rows that matter for one question alone."""
    rows = text(condition)
    return Index(name, *columns, sqlite_where=rows, postgresql_where=rows)


job = Table(
    "job", metadata, _id(), _word("kind", required=True), Column("key", Word(), nullable=False, unique=True), _word("app"),
    Column("payload", Structure()), _word("state", required=True), _number("lane", 0), _moment("run_at", required=True),
    _number("priority", 0), _word("lock_key"), _number("lock_order", 0), _number("attempts", 0), _number("max_attempts", 6),
    _number("expiries", 0), _number("token", 0), _moment("leased_until"), _word("leased_by"), _word("last_error"),
    Column("error_params", Structure()), _number("done"), _number("total"), Column("root_id", Id()), _number("depth", 0),
    _moment("created_at", required=True), Column("created_by", Id()), _moment("finished_at"), Column("instance_id", Id()),
    Column("activation_id", Id()), Column("task_id", Id()),
    _where("job_ready", ("lane", "run_at", "id"), "state = 'ready'"),
    _where("job_leased", ("leased_until",), "state = 'leased'"),
    _where("job_waiting", ("lock_key", "lock_order", "id"), "state = 'ready' AND lock_key IS NOT NULL"),
    _where("job_held", ("lock_key",), "state = 'leased' AND lock_key IS NOT NULL"),
    _where("job_dead", ("id",), "state = 'dead'"),
    _where("job_finished", ("finished_at",), "finished_at IS NOT NULL"),
    _where("job_instance", ("instance_id",), "instance_id IS NOT NULL"),
    _where("job_activation", ("activation_id",), "activation_id IS NOT NULL"),
    _where("job_task", ("task_id",), "task_id IS NOT NULL"),
)
incident = Table(
    "incident", metadata, _id(), Column("job_id", Id()), Column("instance_id", Id()), _word("app"), _word("kind", required=True),
    _word("message"), Column("params", Structure()), _word("state", required=True), _moment("at", required=True), _moment("resolved_at"),
    Column("resolved_by", Id()), _where("incident_open", ("at",), "state = 'open'"), Index("incident_job", "job_id"),
    _where("incident_instance", ("instance_id",), "instance_id IS NOT NULL"),
)
