"""Tables of rules at work: their state, what they fired for, their log. Takes: the metadata. Gives: Core tables. Never: definitions."""

from sqlalchemy import Column, Index, Table

from runtime.store.dialects.columns import Id, Structure
from runtime.store.tables import _id, _moment, _number, _word, metadata

rule_state = Table(
    "rule_state", metadata, _word("app", key=True), _word("rule", key=True), _word("state", required=True), _moment("since", required=True),
    _word("reason"), Column("params", Structure()), _moment("cursor"), Column("progress", Structure()), Column("changed_by", Id()),
)
rule_fire = Table(
    "rule_fire", metadata, _word("app", key=True), _word("rule", key=True),
    Column("record_id", Id(), primary_key=True, autoincrement=False), _word("period_key", key=True), Column("run_id", Id()),
    _moment("at", required=True), Index("rule_fire_record", "record_id"),
)
rule_run = Table(
    "rule_run", metadata, _id(), _word("app", required=True), _word("rule", required=True), _number("revision"), _word("form"),
    Column("record_id", Id()), _moment("at", required=True), _word("outcome", required=True), _word("reason"),
    Column("params", Structure()), Column("root_id", Id()), _number("depth", 0), _word("cause"), Column("actor", Id()),
    _number("actions", 0), Column("detail", Structure()),
    Index("rule_run_rule", "app", "rule", "outcome", "id"), Index("rule_run_record", "record_id", "id"), Index("rule_run_root", "root_id"),
)
TABLES = (rule_state, rule_fire, rule_run)
