"""A report split by three things, put together through the editor's door as clicks do it, equals SQL written by hand."""

from decimal import Decimal
from typing import Any

from runtime import ids
from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import numbers, run

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE
DRAFT = "/api/v1/builder/apps/tiny/draft"
PATHS = ("paid_at", "member.tier", "member.gender", "amount")


def call(mall: Mall, method: str, path: str, **more: Any) -> Any:
    answer = mall.call("owner", method, path, **more)
    assert answer.status_code < 300, answer.text
    return answer.json


def offered(mall: Mall) -> dict[str, Any]:
    """What the editor lists to be dragged, the form's own fields and those of its member."""
    asked = ({"form": "purchase"}, {"form": "purchase", "prefix": ["member"]})
    return {one["path"]: one for body in asked for one in call(mall, "POST", f"{DRAFT}:report_fields", json=body)["items"]}


def by_hand(mall: Mall) -> dict[tuple[str, str, str], tuple[Decimal, int]]:
    """The same in SQL, amounts in fen."""
    system = mall.house.system("tiny")
    purchase, member = (f"f{system.rev.layout.form(form).no}" for form in ("purchase", "member"))
    statement = (
        f"SELECT substr(p.paid_at__d, 1, 7), m.tier, m.gender, sum(p.amount), count(*) FROM {purchase} p JOIN {member} m ON m.id = p.member "
        "WHERE p.deleted_at IS NULL GROUP BY 1, 2, 3"
    )
    found = mall.house.runtime.store.read(system, lambda uow: [tuple(row) for row in uow.connection.exec_driver_sql(statement)])
    return {(month, ids.encode(tier), gender): (Decimal(fen).scaleb(-2), count) for month, tier, gender, fen, count in found}


def test_a_report_of_three_dimensions_made_in_the_editor_equals_sql(numbers: Mall) -> None:
    fields = offered(numbers)
    assert [fields[path]["role"] in (wanted, "both") for path, wanted in zip(PATHS, ["dimension"] * 3 + ["measure"], strict=True)] == [True] * 4
    report: dict[str, Any] = {
        "key": "by_three", "label": "按月、等级、性别", "source": "purchase",
        "dimensions": [
            {"key": "month", "field": "paid_at", "grain": "month"}, {"key": "tier", "field": "member.tier"},
            {"key": "gender", "field": "member.gender"},
        ],
        "measures": [{"key": "sales", "label": "销售额", "agg": "sum", "field": "amount"}, {"key": "orders", "label": "笔数", "agg": "count"}],
    }  # fmt: skip
    chart = call(numbers, "POST", f"{DRAFT}:offer_chart", json={"report": report})["charts"][0]
    report["charts"] = [{"type": chart["type"], **chart["config"]}]
    assert call(numbers, "POST", f"{DRAFT}:check_report", json={"report": report})["problems"] == []
    call(numbers, "PUT", f"{DRAFT}/report/by_three", json=report)
    call(numbers, "POST", f"{DRAFT}:publish", json={"note": "三个维度"})
    rows = run(numbers, "by_three")["rows"]
    found = {(month[:7], tier, gender): (Decimal(sales), orders) for month, tier, gender, sales, orders in rows}
    assert found == by_hand(numbers)
    assert len(found) == len(rows) >= 3
