"""The yardstick: the same purchase form written by hand with Flask and SQLAlchemy Core, as a careful developer would.

Same database, same settings, same indexes, a token looked up per request; no definitions, no change log, no row rules.
Run: gunicorn "tests.bench.handwritten:create()" with HANDWRITTEN_URL set.
"""

import os
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask, Response, request

metadata = sa.MetaData()
member = sa.Table("member", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text, nullable=False))
store = sa.Table("store", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text, nullable=False))
token = sa.Table("token", metadata, sa.Column("hash", sa.Text, primary_key=True), sa.Column("user_id", sa.Integer, nullable=False))
purchase = sa.Table(
    "purchase", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("receipt_no", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("member", sa.ForeignKey("member.id")),
    sa.Column("store", sa.ForeignKey("store.id")),
    sa.Column("paid_at", sa.Text),
    sa.Column("gross", sa.BigInteger),
    sa.Column("discount", sa.BigInteger),
    sa.Column("net", sa.BigInteger),
    sa.Column("items", sa.Integer),
    sa.Column("cashier", sa.Text),
    sa.Column("remark", sa.Text),
    sa.Column("paid_day", sa.Text),
    sa.Column("updated_by", sa.Integer),
    sa.Column("updated_at", sa.Text),
    sa.Index("purchase_receipt", "receipt_no", unique=True),
    sa.Index("purchase_store", "store", "paid_at"),
    sa.Index("purchase_member", "member", "paid_at"),
    sa.Index("purchase_paid_at", "paid_at"),
    sa.Index("purchase_day", "paid_day", "paid_at"),
    sa.Index("purchase_touched", "updated_by", "updated_at"),
)
NAMES = [str(column.name) for column in purchase.c]
MONEY = ("gross", "discount", "net")
CHOICES = {"source": {"pos", "app", "web"}, "kind": {"sale", "refund"}}
TEXTS = {"receipt_no": 40, "cashier": 40, "remark": 200}


def engine_of(url: str) -> sa.Engine:
    """The engine, with the pragmas the product uses too."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        @sa.event.listens_for(engine, "connect")
        def pragmas(connection: Any, _record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")
    return engine


def parse(body: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Checked values of a body and what is wrong with it."""
    values: dict[str, Any] = {}
    errors = [{"field": name, "code": "unknown"} for name in body if name not in purchase.c]
    for name, limit in TEXTS.items():
        value = body.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > limit):
            errors.append({"field": name, "code": "text"})
        values[name] = value
    for name, options in CHOICES.items():
        if body.get(name) is not None and body[name] not in options:
            errors.append({"field": name, "code": "choice"})
        values[name] = body.get(name)
    for name in MONEY:
        try:
            values[name] = None if body.get(name) is None else int(Decimal(body[name]) * 100)
        except (InvalidOperation, TypeError):
            errors.append({"field": name, "code": "money"})
    for name in ("member", "store", "items"):
        if body.get(name) is not None and not isinstance(body[name], int):
            errors.append({"field": name, "code": "integer"})
        values[name] = body.get(name)
    try:
        moment = datetime.fromisoformat(body["paid_at"]).astimezone(UTC)
        values["paid_at"] = values["updated_at"] = moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        values["paid_day"], values["updated_by"] = values["paid_at"][:10], 1
    except (KeyError, TypeError, ValueError):
        errors.append({"field": "paid_at", "code": "datetime"})
    if not values.get("receipt_no"):
        errors.append({"field": "receipt_no", "code": "required"})
    return values, errors


def dump(row: Any) -> dict[str, Any]:
    """A row as JSON."""
    values = dict(zip(NAMES, row, strict=True))
    for name in MONEY:
        if values[name] is not None:
            values[name] = f"{values[name] / 100:.2f}"
    return values


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(body), status=status, content_type="application/json")


def create() -> Flask:
    """The application."""
    app = Flask(__name__)
    engine = engine_of(os.environ["HANDWRITTEN_URL"])
    metadata.create_all(engine)

    def allowed(connection: sa.Connection) -> bool:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return connection.execute(sa.select(token.c.user_id).where(token.c.hash == given)).first() is not None

    @app.post("/records")
    def post() -> Response:
        values, errors = parse(request.get_json())
        if errors:
            return answer({"errors": errors}, 422)
        with engine.begin() as connection:
            if not allowed(connection):
                return answer({}, 401)
            values["id"] = connection.execute(purchase.insert().values(values)).inserted_primary_key[0]
        return answer({**values, **{name: f"{values[name] / 100:.2f}" for name in MONEY if values[name] is not None}}, 201)

    @app.get("/records/<int:number>")
    def get(number: int) -> Response:
        with engine.connect() as connection:
            if not allowed(connection):
                return answer({}, 401)
            row = connection.execute(sa.select(purchase).where(purchase.c.id == number)).first()
        return answer({}, 404) if row is None else answer(dump(row))

    @app.get("/records")
    def listing() -> Response:
        limit = min(int(request.args.get("limit", 25)), 200)
        query = sa.select(purchase).order_by(purchase.c.paid_at.desc(), purchase.c.id.desc()).limit(limit)
        if "store" in request.args:
            query = query.where(purchase.c.store == int(request.args["store"]))
        if "before" in request.args:
            moment, number = request.args["before"].split("|")
            query = query.where(sa.tuple_(purchase.c.paid_at, purchase.c.id) < (moment, int(number)))
        with engine.connect() as connection:
            if not allowed(connection):
                return answer({}, 401)
            rows = connection.execute(query).all()
        after = f"{rows[-1].paid_at}|{rows[-1].id}" if len(rows) == limit else None
        return answer({"records": [dump(row) for row in rows], "next": after})

    @app.get("/months")
    def months() -> Response:
        month = sa.func.substr(purchase.c.paid_day, 1, 7)
        query = (
            sa.select(month, store.c.name, sa.func.sum(purchase.c.net), sa.func.count())
            .join(store, store.c.id == purchase.c.store)
            .where(purchase.c.paid_day >= request.args["first"], purchase.c.paid_day < request.args["end"])
            .group_by(month, store.c.id, store.c.name).order_by(month, store.c.id)
        )
        with engine.connect() as connection:
            if not allowed(connection):
                return answer({}, 401)
            rows = connection.execute(query).all()
        return answer({"rows": [[when, name, f"{net / 100:.2f}", orders] for when, name, net, orders in rows]})

    return app
