"""The people who work in the story, with their accounts. Takes: a Runtime, passwords by login. Gives: ids. Never: keeps a password."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from runtime.context import SYSTEM, Context, Runtime
from runtime.identity import directory, users
from runtime.identity.passwords import Passwords

APP = "mall_crm"
POS, MINI_PROGRAM = "pos", "mini_program"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an account: department, roles in the app; `signs_in` is false for machines, which act but never sign in."""

    login: str
    name: str
    department: str
    roles: tuple[str, ...] = ()
    admin: bool = False
    signs_in: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """A demo account as the sign-in page shows it."""

    login: str
    name: str
    role: str
    note: str


DEPARTMENTS = (
    ("总部", None), ("运营部", "总部"), ("客服部", "总部"), ("信息部", "总部"), ("禾光天地", "总部"), ("星澜广场", "总部"),
    ("合作商户", None), ("系统接入", None),
)
STAFF = (
    Colleague("admin", "李敏", "信息部", ("administrator",), admin=True),
    Colleague("ceo", "沈致远", "总部", ("ceo",)),
    Colleague("operations", "苏文清", "运营部", ("operations",)),
    Colleague("manager_1", "王芳", "禾光天地", ("store_manager",)),
    Colleague("agent_1", "赵雨桐", "客服部", ("agent",)),
    Colleague("merchant_1", "钱浩然", "合作商户", ("merchant",)),
    Colleague("designer", "许一诺", "信息部", ("designer",)),
    Colleague("manager_2", "孙立军", "禾光天地", ("store_manager",)),
    Colleague("manager_3", "周慧敏", "禾光天地", ("store_manager",)),
    Colleague("manager_4", "吴俊杰", "禾光天地", ("store_manager",)),
    Colleague("manager_5", "郑晓峰", "禾光天地", ("store_manager",)),
    Colleague("manager_6", "冯雅婷", "星澜广场", ("store_manager",)),
    Colleague("manager_7", "蒋海霞", "星澜广场", ("store_manager",)),
    Colleague("manager_8", "韩志鹏", "星澜广场", ("store_manager",)),
    Colleague("agent_2", "陈思琪", "客服部", ("agent",)),
    Colleague("agent_3", "刘佳怡", "客服部", ("agent",)),
    Colleague("guide_1", "陈晨", "禾光天地"),
    Colleague("guide_2", "刘佳", "禾光天地"),
    Colleague(POS, "门店 POS", "系统接入", signs_in=False),
    Colleague(MINI_PROGRAM, "会员小程序", "系统接入", signs_in=False),
)
CARDS = (
    Card("manager_1", "王芳", "店长", "只看自己的门店"),
    Card("agent_1", "赵雨桐", "客服", "接待会员、处理投诉"),
    Card("operations", "苏文清", "运营总监", "会员、营销和主数据"),
    Card("ceo", "沈致远", "CEO", "看全部结果，不改数据"),
    Card("merchant_1", "钱浩然", "商户", "只看自己的店，看不到会员是谁"),
    Card("designer", "许一诺", "应用设计师", "改表单、看影响、发布"),
    Card("admin", "李敏", "管理员", "人员、主数据和整个平台"),
)
GUIDES = {"陈晨": "guide_1", "刘佳": "guide_2"}


def ensure(runtime: Runtime, passwords: Mapping[str, str]) -> dict[str, str]:
    """Everybody's id by login; who is missing is added, with the password given or one nobody knows."""
    ctx = Context(SYSTEM, runtime, runtime.clock(), cause="demo")
    known = {person["login"]: person["id"] for person in users.listed(ctx, limit=1_000)}
    places = _departments(ctx)
    hasher = Passwords()
    for colleague in STAFF:
        if colleague.login not in known:
            known[colleague.login] = _add(ctx, hasher, colleague, (passwords.get(colleague.login), places[colleague.department]))
    return {colleague.login: known[colleague.login] for colleague in STAFF}


def _add(ctx: Context, hasher: Passwords, colleague: Colleague, account: tuple[str | None, str]) -> str:
    password, department = account
    roles = tuple((APP, role) for role in colleague.roles)
    person = users.NewPerson(colleague.name, colleague.login, password, colleague.admin, roles, department)
    made, _ = users.create(ctx, hasher, person)
    if not colleague.signs_in:
        users.disable(replace(ctx), made)
    return made


def _departments(ctx: Context) -> dict[str, str]:
    known = {row["name"]: row["id"] for row in directory.listed(ctx)}
    for position, (name, parent) in enumerate(DEPARTMENTS):
        if name not in known:
            known[name] = directory.create(ctx, {"name": name, "parent_id": known.get(parent or ""), "position": position})
    return known
