"""Security headers of every answer. Takes: a response. Gives: the response. Never: a page that may be framed or run inline scripts."""

from collections.abc import Mapping

from flask import Response

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
API_CSP = "default-src 'none'; frame-ancestors 'none'; sandbox"
ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000"


def page_policy(nonce: str | None) -> str:
    """The content policy of a page; `nonce` admits the one style element that carries it."""
    return CSP.format(nonce=f" 'nonce-{nonce}'" if nonce else "")


def secure(response: Response, *, api: bool, nonce: str | None, https: bool) -> Response:
    """Adds what is missing; answers of the API are never stored and never a page."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", API_CSP if api else page_policy(nonce))
    if api:
        response.headers.setdefault("Cache-Control", "no-store")
    if https:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response
