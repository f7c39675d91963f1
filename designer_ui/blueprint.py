"""The pages people open. Takes: the built assets. Gives: a blueprint with the shell (nonce per request) and the assets. Never: records."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_from_directory

STATIC = Path(__file__).parent / "static"
ENTRY = "index.html"
SHELL_PATHS = (
    "/signin", "/me", "/people", "/tasks", "/tasks/<path:rest>", "/notices", "/jobs",
    "/app", "/app/", "/app/<path:rest>", "/design", "/design/", "/design/<path:rest>",
)  # fmt: skip
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NOT_BUILT = "The front end has not been built yet. Run: pip install -e .\n前端尚未构建,请运行:pip install -e .\n"


@dataclass(frozen=True)
class Assets:
    """The built files: Vite's manifest and the list of pages (path pattern → module)."""

    folder: Path

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Module → built file, its static imports and styles."""
        return _read(self.folder / "manifest.json")

    @cached_property
    def pages(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Path patterns with their module, in the order they are tried."""
        listed = _read(self.folder / "pages.json")
        return tuple((re.compile(_pattern(path)), module) for path, module in listed.items())

    def closure(self, modules: list[str]) -> tuple[list[str], list[str]]:
        """Scripts and styles that these modules need before they can run, each once."""
        scripts: dict[str, None] = {}
        styles: dict[str, None] = {}
        waiting, seen = list(modules), set[str]()
        while waiting:
            name = waiting.pop(0)
            chunk = self.manifest.get(name)
            if chunk is None or name in seen:
                continue
            seen.add(name)
            scripts[f"/{chunk['file']}"] = None
            styles.update(dict.fromkeys(f"/{href}" for href in chunk.get("css", ())))
            waiting.extend(chunk.get("imports", ()))
        return list(scripts), list(styles)

    def modules(self, path: str) -> list[str]:
        """The entry, the frame around the page and the page itself for a path."""
        return [ENTRY, *(module for pattern, module in self.pages if pattern.fullmatch(path))]


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _pattern(path: str) -> str:
    """`/app/$app` as a regular expression; a path ending in `*` takes everything below it."""
    body = "/".join("[^/]+" if part.startswith("$") else re.escape(part) for part in path.rstrip("*").rstrip("/").split("/"))
    return body + ("(/.*)?" if path.endswith("*") else "/?")


def _language() -> str:
    wanted = request.accept_languages.best_match(("zh-CN", "zh", "en"), default="zh-CN")
    return "en" if wanted == "en" else "zh-CN"


def _shell(assets: Assets) -> Response:
    scripts, styles = assets.closure(assets.modules(request.path))
    nonce = secrets.token_urlsafe(16)
    page = render_template("shell.html", language=_language(), nonce=nonce, styles=styles, preloads=scripts[1:], entry=scripts[0])
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _asset(folder: Path, name: str, *, forever: bool) -> Response:
    """A built file, compressed where the browser takes it and a compressed copy stands beside it."""
    accepted = request.accept_encodings
    encoding, suffix = next(
        ((code, end) for code, end in ENCODINGS if accepted[code] > 0 and (folder / (name + end)).is_file()), ("", "")
    )
    mimetype = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}.get(Path(name).suffix)
    response = send_from_directory(folder, name + suffix, mimetype=mimetype, max_age=31536000 if forever else 3600)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if forever:
        response.cache_control.immutable = True
    response.vary.add("Accept-Encoding")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def create_blueprint(folder: Path = STATIC) -> Blueprint:
    """The routes of the front end over the built assets in `folder`."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    assets = Assets(folder)

    def shell(rest: str = "") -> Response:
        if not (folder / "manifest.json").is_file():
            return Response(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
        return _shell(assets)

    for path in SHELL_PATHS:
        pages.add_url_rule(path, endpoint=f"shell_{SHELL_PATHS.index(path)}", view_func=shell)
    pages.add_url_rule("/", endpoint="root", view_func=lambda: redirect("/app"))
    pages.add_url_rule("/assets/<path:name>", endpoint="assets", view_func=lambda name: _asset(folder / "assets", name, forever=True))
    pages.add_url_rule("/favicon.svg", endpoint="favicon", view_func=lambda: _asset(folder, "favicon.svg", forever=False))
    return pages
