"""The engine's own tables. Takes: nothing. Gives: SQLAlchemy Core tables. Never: tables of forms (layout.py makes those)."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, false, true

from runtime.store.dialects.columns import BigInteger, Boolean, Id, Integer, LargeBinary, Moment, Structure, Word

metadata = MetaData()


def _id(name: str = "id") -> "Column[str]":
    return Column(name, Id(), primary_key=True, autoincrement=False)


def _word(name: str, *, key: bool = False, required: bool = False) -> "Column[Any]":
    return Column(name, Word(), primary_key=key, nullable=not (key or required))


def _number(name: str, default: int | None = None, *, key: bool = False) -> "Column[int]":
    start = None if default is None else str(default)
    return Column(name, BigInteger(), primary_key=key, autoincrement=False, nullable=start is None and not key, server_default=start)


def _moment(name: str, *, required: bool = False) -> "Column[Any]":
    return Column(name, Moment(), nullable=not required)


def _flag(name: str, default: bool) -> "Column[bool]":
    return Column(name, Boolean(), nullable=False, server_default=true() if default else false())


def _user(name: str = "user_id", *, key: bool = False, required: bool = True) -> "Column[str]":
    return Column(name, Id(), ForeignKey("users.id"), primary_key=key, autoincrement=False, nullable=not (required or key))


schema_step = Table("schema_step", metadata, _number("n", key=True), _moment("at", required=True))
id_counter = Table("id_counter", metadata, _number("value", 0))
epoch = Table("epoch", metadata, _word("name", key=True), _number("value", 0))

# Definitions, drafts, revisions
definition = Table("definition", metadata, _word("hash", key=True), _word("json", required=True))
app = Table(
    "app", metadata, _word("key", key=True), _number("no"), _number("current"), _number("draft_base"), _number("draft_position", 0),
    _moment("created_at", required=True), Column("created_by", Id()),
)
revision = Table(
    "revision", metadata, _id(), _word("app", required=True), _number("n", 0), _number("base"), Column("by", Id()),
    _moment("at", required=True),
    _word("note"), _number("rollback_of"), Column("layout", Structure()), UniqueConstraint("app", "n"),
)
revision_item = Table(
    "revision_item", metadata, Column("revision_id", Id(), ForeignKey("revision.id"), primary_key=True, autoincrement=False),
    _word("kind", key=True), _word("key", key=True), Column("hash", Word(), ForeignKey("definition.hash"), nullable=False),
    _number("position", 0),
)
draft_item = Table(
    "draft_item", metadata, _word("app", key=True), _word("kind", key=True), _word("key", key=True), _word("json"),
    _moment("at", required=True),
    Column("by", Id()),
)
draft_log = Table(
    "draft_log", metadata, _word("app", key=True), _number("n", key=True), _word("kind", required=True), _word("key", required=True),
    _word("before"), _word("after"), _moment("at", required=True), Column("by", Id()),
)

# The layout catalogue: what has ever been built for a form
layout_table = Table(
    "layout_table", metadata, _number("no", key=True), _word("app", required=True), _word("form", required=True), _word("subtable"),
    Index("layout_table_form", "app", "form", "subtable"),
)
layout_column = Table(
    "layout_column", metadata,
    Column("table_no", BigInteger(), ForeignKey("layout_table.no"), primary_key=True, autoincrement=False),
    _word("name", key=True), _word("field", required=True), _number("generation", 1), Column("type", Structure()),
    _word("state", required=True),
)
layout_index = Table(
    "layout_index", metadata, _number("no", key=True), _number("table_no", 0), _word("kind", required=True),
    _word("signature", required=True),
    _word("state", required=True), UniqueConstraint("table_no", "kind", "signature"),
)
conversion_pending = Table(
    "conversion_pending", metadata, _number("table_no", key=True), Column("record_id", Id(), primary_key=True, autoincrement=False),
)

# Records
change = Table(
    "change", metadata, _id(), _word("app", required=True), _word("form", required=True), Column("record_id", Id(), nullable=False),
    _number("version", 0), _word("op", required=True), Column("actor", Id()), _moment("at", required=True), _number("revision"),
    _word("cause"),
    Column("root_id", Id()), _number("depth", 0), _word("batch_id"), Column("changed", Structure()),
    Index("change_record", "record_id", "id"), Index("change_form", "app", "form", "id"),
)
counter = Table(
    "counter", metadata, _word("app", key=True), _word("form", key=True), _word("field", key=True), _word("period", key=True),
    _number("value", 0),
)
import_unit = Table(
    "import_unit", metadata, _id(), _word("app", required=True), _word("form", required=True), _user("by", required=False),
    _moment("at", required=True),
    _word("file_name"), _number("created", 0), _number("skipped", 0), Column("rejected", LargeBinary()), _moment("undone_at"),
    _word("state"),
)
file = Table(
    "file", metadata, _id(), _word("name", required=True), _number("size", 0), _word("type", required=True), _word("sha256"), _word("app"),
    _word("form"), _word("field"), Column("record_id", Id()), _user("created_by", required=False), _moment("created_at", required=True),
    Index("file_record", "record_id"),
)
sample = Table(
    "sample", metadata, _id(), _word("app", required=True), _word("form", required=True), _number("number", 0), Column("row", Structure()),
    Column("record_id", Id()), Index("sample_app", "app", "record_id"),
)

# People
department = Table(
    "department", metadata, _id(), _word("name", required=True), Column("parent_id", Id(), ForeignKey("department.id")),
    Column("manager_id", Id()),
    _number("position", 0),
)
users = Table(
    "users", metadata, _id(), _word("name", required=True), Column("login", Word(), nullable=False, unique=True), _word("password_hash"),
    _flag("active", True), _flag("admin", False), _word("locale"), _word("phone"), _word("email"),
    Column("department_id", Id(), ForeignKey("department.id")), _number("auth_version", 1), _flag("must_change", False),
    _number("failures", 0),
    _moment("locked_until"), _moment("created_at", required=True), _moment("last_sign_in"),
)
user_department = Table(
    "user_department", metadata, _user(key=True),
    Column("department_id", Id(), ForeignKey("department.id"), primary_key=True, autoincrement=False),
    Index("user_department_department", "department_id"),
)
user_role = Table(
    "user_role", metadata, _user(key=True), _word("app", key=True), _word("role", key=True), Index("user_role_role", "app", "role"),
)
sessions = Table(
    "sessions", metadata, _id(), Column("hash", Word(), nullable=False, unique=True), _user(), _number("auth_version", 1),
    _word("csrf", required=True),
    _moment("created_at", required=True), _moment("seen_at", required=True), _word("ip"), _word("agent"), Index("sessions_user", "user_id"),
)
tokens = Table(
    "tokens", metadata, _id(), Column("hash", Word(), nullable=False, unique=True), _user(), _word("label"),
    _moment("created_at", required=True),
    _moment("expires_at"), _moment("used_at"), _moment("revoked_at"), Index("tokens_user", "user_id"),
)
idempotency = Table(
    "idempotency", metadata, _word("actor", key=True), _word("method", key=True), _word("path", key=True), _word("key", key=True),
    _word("request_hash", required=True), Column("status", Integer(), nullable=False), Column("headers", Structure()), _word("body"),
    _moment("at", required=True), Index("idempotency_at", "at"),
)
saved_view = Table(
    "saved_view", metadata, _id(), _user(), _word("app", required=True), _word("form", required=True), _word("label", required=True),
    Column("columns", Structure()), _word("filter"), Column("sort", Structure()), _flag("shared", False),
    _moment("created_at", required=True),
    Index("saved_view_form", "app", "form", "user_id"),
)
audit = Table(
    "audit", metadata, _id(), _moment("at", required=True), Column("actor", Id()), _word("ip"), _word("action", required=True),
    _word("object"),
    Column("detail", Structure()), _word("previous", required=True), _word("hash", required=True),
)
