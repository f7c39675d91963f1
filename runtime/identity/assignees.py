"""Who is meant: from a definition's `who` to people in service.

Takes: a unit of work, the who, the record it is about. Gives: Resolved. Never: nobody without saying what happens then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from builder.checks.scope import form_scope
from builder.expressions import grammar, python
from builder.expressions.check import check
from builder.expressions.types import Ref
from runtime.ids import decode
from runtime.store import departments, select, users
from runtime.store.write import UnitOfWork

ADMIN, APPROVE, REJECT, USER = "admin", "approve", "reject", "user"
Who = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What the question is about: the record and who began it."""

    form: str | None = None
    record: str | None = None
    initiator: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """People in service, in order. `settled`: nobody was found and the definition decides (`approve` or `reject`); `instead`: nobody was
    found and these are asked in their place."""

    users: tuple[str, ...]
    settled: str | None = None
    instead: bool = False


def people(uow: UnitOfWork, who: Who, about: About) -> Resolved:
    """Whom a definition means now; where that is nobody, what its `empty` says."""
    asked = FINDERS[who["by"]](uow, who, about)
    found = asked if isinstance(asked, tuple) else in_service(uow, asked)
    if found:
        return Resolved(found)
    empty = who.get("empty", ADMIN)
    if empty in (APPROVE, REJECT):
        return Resolved((), settled=empty)
    named = _named(uow, who.get("user")) if empty == USER else ()
    return Resolved(named or administrator(uow), instead=True)


def in_service(uow: UnitOfWork, ids: Iterable[str | None]) -> tuple[str, ...]:
    """Those who may sign in, nobody twice, in order."""
    wanted = [key for key in dict.fromkeys(ids) if key]
    active = users.active(uow, wanted) if wanted else set()
    return tuple(key for key in wanted if key in active)


def locale_of(uow: UnitOfWork, user: str) -> str:
    """The language somebody reads."""
    row = users.get(uow, user)
    return (row["locale"] if row else None) or "zh-CN"


def administrator(uow: UnitOfWork) -> tuple[str, ...]:
    """Who looks after what nobody else does: the administrator who has served longest."""
    found = users.first_admin(uow)
    return (found,) if found else ()


def head_of(uow: UnitOfWork, person: str | None) -> str | None:
    """The head of somebody's department; of the one above where that is the person."""
    row = users.get(uow, person) if person else None
    tree = {one["id"]: one for one in departments.listed(uow)} if row else {}
    place = tree.get(row["department_id"]) if row else None
    while place is not None:
        if place["manager_id"] and place["manager_id"] != person:
            return str(place["manager_id"])
        place = tree.get(place["parent_id"])
    return None


def _dept_head(uow: UnitOfWork, person: str | None) -> str | None:
    """The head of exactly somebody's department, be it the person."""
    row = users.get(uow, person) if person else None
    place = next((one for one in departments.listed(uow) if row and one["id"] == row["department_id"]), None)
    return place["manager_id"] if place else None


def _several(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one]


def _named(uow: UnitOfWork, value: Any) -> tuple[str, ...]:
    """People in service by account name, which says so at once, or by id."""
    found: list[str] = []
    for name in _several(value):
        row = users.by_login(uow, name)
        if row is None:
            found += in_service(uow, [name]) if _is_id(name) else ()
        elif row["active"]:
            found.append(row["id"])
    return tuple(dict.fromkeys(found))


def _is_id(value: Any) -> bool:
    try:
        decode(value)
    except ValueError:
        return False
    return True


def _role(uow: UnitOfWork, who: Who, about: About) -> list[str]:
    held = users.holders(uow, uow.ctx.app)
    return [user for role in _several(who.get("value")) for user in held.get(role, [])]


def _expression(uow: UnitOfWork, who: Who, about: About) -> list[Any]:
    """The people a path or formula on the record ends at."""
    if about.form is None or about.record is None:
        return []
    names, run = _compiled(uow, about.form, str(who["value"]))
    paths = [name for name in names if not name.startswith("@")]
    values = select.paths(uow, about.form, [about.record], paths).get(about.record, {}) if paths else {}
    found = run({**dict.fromkeys(names), **values, "@me": about.initiator, "@now": uow.now})
    return list(found) if isinstance(found, list | tuple) else [found]


def _compiled(uow: UnitOfWork, form: str, text: str) -> tuple[frozenset[str], Any]:
    def build(_: object) -> tuple[frozenset[str], Any]:
        scope = form_scope(uow.ctx.rev.definition, uow.ctx.runtime.catalog, form)
        typed = check(grammar.parse(text), scope, Ref("@user"), text=text)
        return typed.names, python.compile(typed)

    found: tuple[frozenset[str], Any] = uow.ctx.rev.memo(("identity", "who", form, text), build)
    return found


def _whose(uow: UnitOfWork, who: Who, about: About) -> str | None:
    """Whose superior is meant: a person named by a path, else whoever began it."""
    return next(iter(_expression(uow, who, about)), None) if who.get("value") else about.initiator


FINDERS: Mapping[str, Any] = {  # a tuple: those in service, no need to ask
    "user": lambda uow, who, about: _named(uow, who.get("value")),
    "role": _role,
    "field": _expression,
    "expr": _expression,
    "initiator": lambda uow, who, about: [about.initiator],
    "manager": lambda uow, who, about: [head_of(uow, _whose(uow, who, about))],
    "dept_head": lambda uow, who, about: [_dept_head(uow, _whose(uow, who, about))],
}
