"""The command line on a scratch installation: what it prints, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime import cli_story
from runtime.app import load_settings, open_runtime
from runtime.cli import dougong
from runtime.cli_output import guarded
from tests.builders import tiny_app

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DOUGONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DOUGONG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "tiny"
    for (kind, key), document in tiny_app().items():
        path = place / ("app.json" if kind == "app" else f"{kind}s/{key}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return place


def run(*words: str) -> int:
    return guarded(dougong, list(words))


def test_from_a_folder_to_a_template_and_back(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(folder)) == 0
    assert run("publish", str(folder), "--dry-run") == 0
    assert run("publish", str(folder)) == 0
    assert run("publish", str(folder), "--note", "again") == 0
    capsys.readouterr()
    assert run("revisions", "tiny", "--json") == 0
    assert [one["n"] for one in json.loads(capsys.readouterr().out)["revisions"]] == [2, 1]
    assert run("diff", "tiny", "1", "2", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"changes": []}
    assert run("export", "tiny", str(tmp_path / "tiny.zip")) == 0
    assert run("import", str(tmp_path / "tiny.zip"), "--as", "second", "--json") == 0
    assert '"app": "second"' in capsys.readouterr().out
    assert run("rollback", "tiny", "1", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"revision": 3}
    assert run("verify", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"rollups": [], "audit": []}


def test_problems_are_an_exit_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "forms" / "tier.json"
    path.write_text(path.read_text("utf-8").replace('"type": "number"', '"type": "nope"'), "utf-8")
    assert run("check", str(folder), "--json") == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert problems[0]["level"] == "error"
    assert run("publish", str(folder)) == 1
    assert run("rollback", "nope", "1") == 1
    assert run("nonsense") == 2
    assert run("data", "import", "tiny") == 2


def test_people_and_keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("publish", str(folder))
    capsys.readouterr()
    assert run("user", "add", "boss", "--admin", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["password"]) == 10
    assert run("user", "add", "boss") == 1
    assert run("user", "add", "weak", "--password", "12345678") == 1
    assert run("user", "role", "boss", "tiny/owner") == 0
    assert run("user", "role", "boss", "tiny/nope") == 1
    capsys.readouterr()
    assert run("token", "create", "--user", "boss", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["token"].startswith("dg_")
    assert run("token", "revoke", made["id"]) == 0
    assert run("token", "revoke", made["id"]) == 1
    assert run("user", "disable", "boss") == 1  # the only administrator


def test_sheets(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("publish", str(folder))
    sheet = tmp_path / "tiers.csv"
    sheet.write_text("名称,积分倍率\n金卡,1.5\n,1\n", "utf-8")
    capsys.readouterr()
    assert run("data", "import", "tiny", "tier", str(sheet), "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["good"] == 1
    assert run("data", "import", "tiny", "tier", str(sheet)) == 0
    assert "Imported 1 rows, skipped 1." in capsys.readouterr().out
    assert run("data", "export", "tiny", "tier", str(tmp_path / "out.jsonl")) == 0
    assert "金卡" in (tmp_path / "out.jsonl").read_text("utf-8")


def test_several_processes_need_postgresql(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serve", "--workers", "2", "--port", "8971") == 1
    assert "PostgreSQL" in capsys.readouterr().err


def test_a_bad_key_stops_the_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DOUGONG_SECRET_KEY", "changeme")
    assert run("doctor") == 1
    assert "DOUGONG_SECRET_KEY" in capsys.readouterr().err


def test_the_module_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "runtime.cli", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    for word in (
        "demo",
        "serve",
        "check",
        "publish",
        "export",
        "import",
        "revisions",
        "rollback",
        "diff",
        "data",
        "user",
        "token",
        "verify",
        "doctor",
    ):
        assert word in done.stdout


def test_an_interrupted_first_start_begins_again() -> None:
    settings = load_settings(os.environ, demo=True)
    runtime = open_runtime(settings)
    cli_story.note(settings, cli_story.FILLING, only=True)
    runtime.store.close()
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    assert path.is_file()
    cli_story.forget_interrupted(settings)
    assert not path.exists()
    cli_story.note(settings, cli_story.READY, only=True)
    open_runtime(settings).store.close()
    cli_story.forget_interrupted(settings)
    assert path.is_file()


def test_an_interrupted_start_beside_other_apps_keeps_the_database(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("publish", str(folder)) == 0
    settings = load_settings(os.environ, demo=True)
    cli_story.note(settings, cli_story.FILLING, only=cli_story.is_empty(settings))
    cli_story.forget_interrupted(settings)
    assert run("revisions", "tiny", "--json") == 0
    assert "interrupted" not in capsys.readouterr().out


def test_an_app_without_a_story_is_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("publish", str(ROOT / "examples" / "mall_crm")) == 0
    assert run("demo", "--prepare") == 0
    assert "no sample data were added" in capsys.readouterr().out
