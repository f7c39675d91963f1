"""Roll-ups that keep the largest or smallest value of what points here: a last visit, a first purchase.

Takes: a unit of work, what came and went. Gives: the new values, worked out under the parent's lock. Never: a delta.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.permissions.conditions import checked_node
from runtime.query import Query, Sort
from runtime.records import derive
from runtime.records.links import Feed
from runtime.store import select

LARGEST, SMALLEST = "max", "min"


@dataclass
class Mark:
    """What a change means for one roll-up of one record: the best value that came, whether one went that may have been the extreme."""

    feed: Feed
    came: Any = None
    went: Any = None

    def add(self, value: Any) -> None:
        """A value that counts from now on."""
        self.came = better(self.feed, self.came, value)

    def take(self, value: Any) -> None:
        """A value that counts no longer."""
        self.went = better(self.feed, self.went, value)


def better(feed: Feed, one: Any, other: Any) -> Any:
    """The extreme of two values; an empty one never is."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other) if feed.function == LARGEST else min(one, other)


def settled(uow: Any, record: str, marks: Mapping[str, Mark], values: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of a locked record: compared where something came, asked of the children where the extreme may have gone."""
    found: dict[str, Any] = {}
    for field, mark in marks.items():
        now = values.get(field)
        left = mark.went is not None and better(mark.feed, now, mark.went) == mark.went
        found[field] = _asked(uow, mark.feed, record) if left else better(mark.feed, now, mark.came)
    return {field: value for field, value in found.items() if value != values.get(field)}


def _asked(uow: Any, feed: Feed, record: str) -> Any:
    conditions = [derive.points_at(uow.ctx, feed.child, feed.relation, feed.parent)]
    if feed.filter and feed.filter.typed:
        conditions.append(checked_node(uow.ctx, feed.child, feed.filter.typed.node))
    sort = (Sort(str(feed.source), feed.function == LARGEST),)
    query = Query(feed.child, tuple(conditions), sort=sort, limit=1, parameters=(("target", record),))
    rows = select.page(uow, query, (str(feed.source),)).rows
    return rows[0].values.get(str(feed.source)) if rows else None
