"""The only map from errors to HTTP. Takes: exceptions. Gives: problem+json with all faults. Never: a traceback or a key in an answer."""

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NoRoute

from builder.errors import AppError, BrokenDefinition, Conflict, Invalid, LimitExceeded, NotAllowed, NotFound, Unavailable
from runtime.identity import audit_log, users
from runtime.web.answers import encode
from runtime.web.caller import caller, context, locale_of, trace_of
from runtime.web.words import faults_json, localized, sentence

STATUS: Mapping[type[AppError], int] = {
    Invalid: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    LimitExceeded: 413,
    Unavailable: 503,
    BrokenDefinition: 500,
}
BY_CODE: Mapping[str, int] = {
    "not_signed_in": 401,
    "sign_in_failed": 401,
    "signed_out": 401,
    "locked_out": 429,
    "too_many_requests": 429,
    "if_match_required": 428,
    "media_type": 415,
}
HTTP_CODES: Mapping[type[HTTPException], str] = {
    NoRoute: "no_such_page",
    MethodNotAllowed: "method_not_allowed",
    RequestEntityTooLarge: "request_too_large",
}
PROBLEM = "application/problem+json"


def status_of(error: AppError) -> int:
    """The HTTP status of an error."""
    known = BY_CODE.get(error.code)
    return known or next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem(code: str, status: int, params: Mapping[str, Any] | None = None, more: Mapping[str, Any] | None = None) -> Response:
    """A problem+json answer: the sentence of `code` in the caller's language, the trace to quote, and what `more` adds."""
    locale = locale_of(request)
    words = sentence(code, locale, {"trace": trace_of(), **(params or {})})
    body = {
        "type": "about:blank",
        "title": words,
        "status": status,
        "code": code,
        "detail": words,
        "trace": trace_of(),
        "errors": [],
        **(more or {}),
    }
    return Response(encode(body), status, mimetype=PROBLEM)


def _app_error(error: AppError) -> Response:
    status = status_of(error)
    if status >= 500:
        structlog.get_logger().error("broken", code=error.code, trace=trace_of(), path=request.path)
    faults = getattr(error, "faults", ())
    record: dict[str, Any] = {name: error.params[name] for name in ("record", "changed", "task") if name in error.params}
    params = {name: value for name, value in error.params.items() if name not in record}
    if isinstance(error, NotAllowed) and caller().actor.id:
        params["admin"] = users.an_administrator(context())
        _remember(error)
    shown: dict[str, Any] = {"errors": faults_json(faults, locale_of(request)), "params": localized(params, locale_of(request))}
    answer = problem(error.code, status, params, {**shown, **record})
    if status == 429:
        answer.headers["Retry-After"] = str(error.params.get("seconds", 60))
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _remember(error: NotAllowed) -> None:
    """Somebody known was refused: that stays in the audit log."""
    audit_log.note(context(), "denied", f"{request.method} {request.path}"[:200], {"code": error.code}, ip=request.remote_addr)


def _http_error(error: HTTPException) -> Response:
    code = next((name for kind, name in HTTP_CODES.items() if isinstance(error, kind)), "bad_request")
    answer = problem(code, error.code or 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(error.valid_methods)
    return answer


def _bug(error: Exception) -> Response:
    structlog.get_logger().exception("unexpected", trace=trace_of(), path=request.path, kind=type(error).__name__, exc_info=error)
    return problem("unexpected", 500)


def install(flask: Flask) -> None:
    """Every exception of every view becomes a problem here."""
    flask.register_error_handler(AppError, _app_error)
    flask.register_error_handler(HTTPException, _http_error)
    flask.register_error_handler(Exception, _bug)
