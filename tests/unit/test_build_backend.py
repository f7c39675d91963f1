"""The build of the front end: which Node it takes, when it builds at all."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

BACKEND = Path(__file__).parents[2] / "designer_ui" / "_build" / "backend.py"


@pytest.fixture
def backend() -> ModuleType:
    """The build backend, loaded as pip loads it."""
    spec = importlib.util.spec_from_file_location("dougong_build_backend", BACKEND)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def programs(folder: Path, version: str) -> None:
    """A PATH with a node of that version and an npm."""
    for name, body in (("node", f"echo {version}"), ("npm", "exit 0")):
        program = folder / name
        program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        program.chmod(0o755)


GOOD_NODES = [("v20.20.2", True), ("v22.12.0", True), ("v22.13.0", False), ("v24.19.0", False), ("nonsense", True)]


@pytest.mark.parametrize(("version", "wanted"), GOOD_NODES)
def test_the_wheel_of_node_is_asked_for_only_without_a_good_node(
    backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, wanted: bool
) -> None:
    programs(tmp_path, version)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SKIP_WEB_BUILD", raising=False)
    asked = backend.get_requires_for_build_wheel()
    assert (backend.NODE_REQUIREMENT in asked) is wanted
    assert (backend.NODE_REQUIREMENT in backend.get_requires_for_build_editable()) is wanted


def test_the_wheel_can_be_forced(backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path, "v24.19.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DESIGNER_NODE", "wheel")
    monkeypatch.delenv("SKIP_WEB_BUILD", raising=False)
    assert backend.NODE_REQUIREMENT in backend.get_requires_for_build_wheel()


def test_a_skipped_build_asks_for_nothing(backend: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKIP_WEB_BUILD", "1")
    assert backend.NODE_REQUIREMENT not in backend.get_requires_for_build_wheel()
    assert backend.build_web() is False


def test_a_changed_source_changes_the_fingerprint(backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.tsx").write_text("one", encoding="utf-8")
    monkeypatch.setattr(backend, "WEB", tmp_path)
    first = backend._fingerprint()
    (tmp_path / "src" / "main.test.tsx").write_text("test", encoding="utf-8")
    assert backend._fingerprint() == first
    (tmp_path / "src" / "main.tsx").write_text("two", encoding="utf-8")
    assert backend._fingerprint() != first
