"""A small app that tries the door hard: overlapping row rules, masks that differ by grant, filtered roll-ups, a hidden column."""

import copy
from typing import Any

from tests import builders
from tests.builders import field, form, role

SHOP = form("shop", [field("name", required=True, unique=True), field("manager", "user"), field("rate", "number", scale=2, default="1.00")])

CLIENT = form(
    "client",
    [
        field("name", required=True),
        field("mobile", "phone", unique=True),
        field("shop", "relation", form="shop"),
        field("level", "choice", options=[{"key": "open", "label": "Open"}, {"key": "closed", "label": "Closed"}], default="closed"),
        field("score", "integer"),
        field("secret"),
        field("spent", "rollup", form="deal", relation="client", function="sum", field="amount", filter="won == true"),
        field("deals", "rollup", form="deal", relation="client", function="count"),
        field("average", "formula", expression="spent / deals", keep="current", scale=2),
        field("weighted", "formula", expression="score * shop.rate", keep="current", scale=2),
        field("big", "formula", expression="spent >= 100 and TODAY() > DATE('2026-01-01')", keep="live"),
    ],
    search=["name", "mobile"],
    header=["score", "mobile"],
    main_date="",
)
del CLIENT["main_date"]

DEAL = form(
    "deal",
    [
        field("no", "sequence", prefix="D-", digits=3),
        field("client", "relation", form="client", required=True),
        field("amount", "money", check="amount >= 0"),
        field("won", "boolean"),
        field("day", "date"),
        field("frozen", "formula", expression="amount * client.shop.rate", keep="at_write", scale=2),
        field("lines", "subtable", fields=[
            field("item", required=True), field("qty", "integer"), field("price", "money"), field("cost", "money"),
            field("net", "formula", expression="qty * price"),
        ], max_rows=20),
        field("total", "rollup", subtable="lines", function="sum", field="net"),
        field("rows", "rollup", subtable="lines", function="count"),
    ],
    title="{{no}} {{client.name}}",
    sentence="Dealt {{amount}} with {{client.name}}",
    main_date="day",
)

BOSS = role("boss", [{"form": "*", "actions": ["read", "create", "update", "delete", "export", "import"]}])
KEEPER = role("keeper", [
    {"form": "shop", "actions": ["read"]},
    {
        "form": "client", "actions": ["read", "create", "update", "delete"], "rows": "shop.manager == @me",
        "fields": {"mobile": "masked", "secret": "hidden"},
    },
    {"form": "client", "actions": ["read"], "rows": "level == 'open'", "fields": {"score": "masked", "secret": "hidden"}},
    {
        "form": "deal", "actions": ["read", "create", "update"], "rows": "client.shop.manager == @me",
        "fields": {"lines.cost": "hidden", "won": "read"},
    },
])
CLERK = role("clerk", [{"form": "deal", "actions": ["create"]}, {"form": "client", "actions": ["read"], "fields": {"mobile": "hidden"}}])


def documents() -> dict[tuple[str, str], dict[str, Any]]:
    """The app, called `tiny`."""
    return copy.deepcopy(builders.app(SHOP, CLIENT, DEAL, roles=(BOSS, KEEPER, CLERK)))
