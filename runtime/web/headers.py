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


_API = (*ALWAYS.items(), ("Content-Security-Policy", API_CSP))


def secure(response: Response, *, api: bool, nonce: str | None, https: bool) -> Response:
    """Adds what is missing; answers of the API are never stored and never a page."""
    headers = response.headers
    if api:
        headers.extend(_API)
        if "Cache-Control" not in headers:
            headers.add("Cache-Control", "no-store")
    else:
        for name, value in (*ALWAYS.items(), ("Content-Security-Policy", page_policy(nonce))):
            headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", HSTS)
    return response
