"""A spreadsheet becomes an app, or a form of one, over HTTP; its rows come in after publishing."""

import io
import json
from pathlib import Path
from typing import Any

from runtime.gateways.spreadsheets import write_xlsx
from tests.api.conftest import ONLY_SQLITE, Mall

pytestmark = ONLY_SQLITE
PATH = "/api/v1/builder/apps:from_sheet"
HEADER = ["客户", "手机号", "业态", "备注"]
ROWS = [[f"客户{n}", f"1381234{n:04d}", "餐饮" if n % 2 else "零售", "老客户"] for n in range(8)]


def sheet(folder: Path) -> bytes:
    path = folder / "sheet.xlsx"
    write_xlsx(path, HEADER, ROWS)
    return path.read_bytes()


def send(mall: Mall, content: bytes, who: str = "owner", name: str = "客户名单.xlsx", **more: str) -> Any:
    form = {"file": (io.BytesIO(content), name), **more}
    return mall.call(who, "POST", PATH, data=form, content_type="multipart/form-data")


def test_a_sheet_is_shown_first_then_made_and_filled(mall: Mall, tmp_path: Path) -> None:
    content = sheet(tmp_path)
    proposal = send(mall, content, dry_run="1").json
    assert proposal["label"] == "客户名单"
    assert [(one["label"], one["type"]) for one in proposal["fields"]] == [
        ("客户", "text"), ("手机号", "phone"), ("业态", "choice"), ("备注", "choice"),
    ]
    assert proposal["fields"][1]["samples"] == ["13812340000", "13812340001", "13812340002"]
    before = len(mall.call("owner", "GET", "/api/v1/builder/apps").json["apps"])
    made = send(mall, content, label="客户", types=json.dumps({"3": "text", "2": None}))
    assert made.status_code == 201, made.text
    app, form = made.json["app"], made.json["form"]
    assert len(mall.call("owner", "GET", "/api/v1/builder/apps").json["apps"]) == before + 1
    draft = mall.call("owner", "GET", f"/api/v1/builder/apps/{app}/draft").json["documents"]
    assert [(field["label"], field["type"]) for field in draft["forms"][form]["fields"]] == [("客户", "text"), ("手机号", "phone"), ("备注", "text")]
    assert draft["app"]["menu"] == [{"form": form}]
    mall.call("owner", "POST", f"/api/v1/builder/apps/{app}/draft:publish", json={})
    rows = {"file": (io.BytesIO(content), "客户名单.xlsx")}
    done = mall.call("owner", "POST", f"/api/v1/apps/{app}/forms/{form}/records:import", data=rows, content_type="multipart/form-data")
    assert (done.json["created"], done.json["skipped"]) == (8, 0)


def test_a_sheet_becomes_a_form_of_an_app_at_hand(mall: Mall, tmp_path: Path) -> None:
    made = send(mall, sheet(tmp_path), app="tiny")
    assert made.json["app"] == "tiny"
    draft = mall.call("owner", "GET", "/api/v1/builder/apps/tiny/draft").json
    assert draft["documents"]["forms"][made.json["form"]]["label"] == "客户名单"
    assert draft["documents"]["app"]["menu"][-1] == {"form": made.json["form"]}
    assert mall.call("owner", "POST", "/api/v1/builder/apps/tiny/draft:check", json={}).json["problems"] == []


def test_what_cannot_become_a_form_is_refused_in_words(mall: Mall, tmp_path: Path) -> None:
    content = sheet(tmp_path)
    assert send(mall, content, who="agent").status_code == 403
    assert send(mall, content, who="agent", app="tiny").status_code == 404
    assert send(mall, content, types="[]").json["errors"][0]["pointer"] == "/types"
    assert send(mall, content, types=json.dumps({"0": "integer"})).json["errors"][0]["code"] == "sheet_type"
    assert send(mall, content, types=json.dumps(dict.fromkeys("0123"))).json["errors"][0]["code"] == "import_no_columns"
    assert send(mall, content, name="客户.pdf").status_code == 400
    assert send(mall, b"PK\x03\x04nonsense").json["code"] == "import_unreadable"
    assert len(mall.call("owner", "GET", "/api/v1/builder/apps").json["apps"]) == 1
