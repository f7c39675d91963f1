"""Excel into a form and out of it, through HTTP: preview, good rows in, bad rows back with reasons, undo as a unit, text stays text."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from runtime.gateways.spreadsheets import write_xlsx
from tests.builders import tiny_app
from tests.installation import Installation

BASE = "/api/v1/apps/tiny/forms/member/records"
HEADER = ["姓名", "手机号", "性别", "等级", "生日", "备注"]


@pytest.fixture
def client(installation: Installation) -> FlaskClient:
    installation.publish(tiny_app())
    client = installation.client(installation.user("li", [("tiny", "owner")]))
    for name in ("金卡", "银卡"):
        assert client.post("/api/v1/apps/tiny/forms/tier/records", json={"values": {"name": name, "rate": "1.50"}}).status_code == 201
    return client


def sheet(folder: Path, rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    path = folder / "members.xlsx"
    write_xlsx(path, header, rows)
    return path.read_bytes()


def send(client: FlaskClient, body: bytes, name: str = "会员.xlsx", **form: str) -> Any:
    return client.post(f"{BASE}:import", data={"file": (BytesIO(body), name), **form}, content_type="multipart/form-data")


def five_hundred(bad: int = 14) -> list[list[Any]]:
    rows: list[list[Any]] = [[f"会员{n:03d}", f"138{n:08d}", "女" if n % 2 else "男", "金卡", "1990-02-03", "=1+1"] for n in range(500)]
    for n in range(bad):
        place = n * 31
        rows[place][[0, 1, 3, 4][n % 4]] = ["", "12", "钻石卡", "2026-02-30"][n % 4]
    return rows


def test_preview_then_import_then_undo(client: FlaskClient, tmp_path: Path) -> None:
    body = sheet(tmp_path, five_hundred())
    preview = send(client, body, dry_run="1").get_json()
    assert (preview["rows"], preview["good"], preview["bad"]) == (500, 486, 14)
    assert [column["field"] for column in preview["columns"]] == ["name", "mobile", "gender", "tier", "birthday", "remark"]
    assert any("fault" in cell for row in preview["preview"] for cell in row["cells"])
    assert client.get(f"{BASE}?count=exact").get_json()["count"] == 0

    done = send(client, body)
    assert done.status_code == 201
    result = done.get_json()
    assert (result["created"], result["skipped"]) == (486, 14)
    assert client.get(f"{BASE}?count=exact").get_json()["count"] == 486
    rejected = (
        CalamineWorkbook.from_filelike(BytesIO(client.get(f"/api/v1/imports/{result['import']}/rejected").data))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert len(rejected) == 15
    assert rejected[0][-1] == "未导入的原因"
    assert all(row[-1] for row in rejected[1:])

    undone = client.post(f"/api/v1/imports/{result['import']}:undo")
    assert undone.get_json() == {"removed": 486}
    assert client.get(f"{BASE}?count=exact").get_json()["count"] == 0
    assert client.post(f"/api/v1/imports/{result['import']}:undo").status_code == 409


def test_a_value_that_is_taken_is_named_before_and_after(client: FlaskClient, tmp_path: Path) -> None:
    client.post(BASE, json={"values": {"name": "周启明", "mobile": "13900000001"}})
    body = sheet(
        tmp_path,
        [["林若溪", "13900000001", "", "", "", ""], ["何静怡", "13900000002", "", "", "", ""], ["何静", "13900000002", "", "", "", ""]],
    )
    preview = send(client, body, dry_run="1").get_json()
    assert [(fault["row"], fault["field"]) for fault in preview["faults"]] == [(2, "mobile"), (4, "mobile")]
    assert send(client, body).get_json() | {"import": ""} == {"import": "", "created": 1, "skipped": 2}


def test_columns_may_be_matched_by_hand(client: FlaskClient, tmp_path: Path) -> None:
    body = sheet(tmp_path, [["林若溪", "x"]], ["客户", "别的"])
    preview = send(client, body, dry_run="1", mapping=json.dumps({"0": "name", "1": None})).get_json()
    assert preview["good"] == 1
    assert send(client, body, mapping=json.dumps({"0": "spent"})).status_code == 400


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", b""),
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02"),
        ("a.exe", b"MZ"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 200),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_cleanly(client: FlaskClient, name: str, body: bytes) -> None:
    answer = send(client, body, name=name, dry_run="1")
    assert 400 <= answer.status_code < 500
    assert answer.content_type.startswith("application/problem+json")


def test_csv_as_saved_in_china(client: FlaskClient) -> None:
    body = "姓名,手机号,性别\r\n林若溪,138 1234 5678,女\r\n".encode("gb18030")
    assert send(client, body, name="会员.csv").get_json()["created"] == 1
    assert client.get(f"{BASE}").get_json()["records"][0]["values"]["mobile"].endswith("5678")


def test_text_stays_text_in_exports(client: FlaskClient) -> None:
    client.post(BASE, json={"values": {"name": "=HYPERLINK(1)", "mobile": "13812345678", "remark": "+1"}})
    workbook = client.get(f"{BASE}:export?format=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(workbook.data)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "姓名"
    assert rows[1][0] == "=HYPERLINK(1)"
    csv_text = client.get(f"{BASE}:export?format=csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in csv_text
    assert "'+1" in csv_text
