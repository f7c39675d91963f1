"""The pages people open: the shell with its policy and preloads, the assets with their caching. Over a small built folder, without Node."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from designer_ui.blueprint import create_blueprint

SCRIPT = b"console.log('built')\n" * 100
MANIFEST = {
    "index.html": {"file": "assets/index-a1.js", "isEntry": True, "css": ["assets/index-a1.css"], "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-b2.js", "imports": ["index.html"]},
    "src/workspace/shell/WorkspaceShell.tsx": {"file": "assets/WorkspaceShell-c3.js", "imports": ["_shared.js"]},
    "src/workspace/list/ListPage.tsx": {"file": "assets/ListPage-d4.js", "css": ["assets/ListPage-d4.css"], "imports": ["_shared.js"]},
    "src/designer/start/StartPage.tsx": {"file": "assets/StartPage-e5.js", "imports": ["_shared.js"]},
}
PAGES = {
    "/app*": "src/workspace/shell/WorkspaceShell.tsx",
    "/app/$app/$form": "src/workspace/list/ListPage.tsx",
    "/design": "src/designer/start/StartPage.tsx",
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (tmp_path / "pages.json").write_text(json.dumps(PAGES), encoding="utf-8")
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (assets / "index-a1.js").write_bytes(SCRIPT)
    (assets / "index-a1.js.gz").write_bytes(gzip.compress(SCRIPT))
    return tmp_path


def client_of(folder: Path) -> FlaskClient:
    """A browser in front of a built folder."""
    app = Flask(__name__)
    app.register_blueprint(create_blueprint(folder))
    return app.test_client()


@pytest.fixture
def client(built: Path) -> FlaskClient:
    """A browser in front of the built folder."""
    return client_of(built)


def preloads(page: str) -> list[str]:
    """The scripts a page asks for before it runs."""
    return re.findall(r'<link rel="modulepreload" href="([^"]+)"', page)


@pytest.mark.parametrize(
    ("path", "chunks"),
    [
        ("/app/mall_crm/member", ["/assets/WorkspaceShell-c3.js", "/assets/ListPage-d4.js", "/assets/shared-b2.js"]),
        ("/app/mall_crm", ["/assets/WorkspaceShell-c3.js", "/assets/shared-b2.js"]),
        ("/design", ["/assets/StartPage-e5.js", "/assets/shared-b2.js"]),
        ("/signin", ["/assets/shared-b2.js"]),
    ],
)
def test_a_page_preloads_what_its_route_needs(client: FlaskClient, path: str, chunks: list[str]) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert sorted(preloads(page.text)) == sorted(chunks)
    assert '<script type="module" src="/assets/index-a1.js">' in page.text


def test_only_the_route_at_hand_brings_its_styles(client: FlaskClient) -> None:
    assert "/assets/ListPage-d4.css" in client.get("/app/mall_crm/member").text
    assert "/assets/ListPage-d4.css" not in client.get("/app/mall_crm").text


def test_every_answer_has_its_own_nonce_and_no_inline_script(client: FlaskClient) -> None:
    pages = [client.get("/app") for _ in range(2)]
    policies = [page.headers["Content-Security-Policy"] for page in pages]
    nonces = [re.search(r"'nonce-([^']+)'", policy)[1] for policy in policies]  # type: ignore[index]
    assert nonces[0] != nonces[1]
    for page, policy, nonce in zip(pages, policies, nonces, strict=True):
        assert f'<style id="app-style" nonce="{nonce}">' in page.text
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert page.headers["Cache-Control"] == "no-cache"
        assert re.findall(r"<script(?![^>]*src=)", page.text) == []


@pytest.mark.parametrize(("asked", "language"), [("en-US,en;q=0.9", "en"), ("zh-TW", "zh-CN"), ("fr", "zh-CN"), ("", "zh-CN")])
def test_the_page_speaks_the_browsers_language_or_chinese(client: FlaskClient, asked: str, language: str) -> None:
    assert f'<html lang="{language}">' in client.get("/app", headers={"Accept-Language": asked}).text


def test_a_path_is_never_written_into_the_page(client: FlaskClient) -> None:
    assert "<b>" not in client.get("/app/<b>x").text


def test_assets_are_compressed_and_kept_for_good(client: FlaskClient) -> None:
    packed = client.get("/assets/index-a1.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == SCRIPT
    assert packed.headers["Content-Type"].startswith("text/javascript")
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in packed.headers["Vary"]
    plain = client.get("/assets/index-a1.js", headers={"Accept-Encoding": "identity"})
    assert (plain.data, plain.headers.get("Content-Encoding")) == (SCRIPT, None)


@pytest.mark.parametrize("path", ["/assets/../manifest.json", "/assets/%2e%2e/pages.json", "/assets/none.js", "/pages.json", "/other"])
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_root_leads_into_the_workspace(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/app"


def test_without_a_build_the_page_says_what_to_run(tmp_path: Path) -> None:
    answer = client_of(tmp_path).get("/app")
    assert answer.status_code == 503
    assert "pip install -e ." in answer.text
