"""The parts of a path: keys and ids in their one spelling. Takes: a segment. Gives: it, or 404. Never: a malformed id to a use case."""

from flask import Flask
from werkzeug.routing import BaseConverter

ID_SHAPE = "[0-7][0-9A-HJKMNP-TV-Z]{12}"
KEY_SHAPE = "[a-z][a-z0-9]*(?:_[a-z0-9]+)*"


class IdPart(BaseConverter):
    """An id: 13 characters."""

    regex = ID_SHAPE


class KeyPart(BaseConverter):
    """A key of a definition."""

    regex = KEY_SHAPE


def install(flask: Flask) -> None:
    """Makes `<id:record>` and `<key:app>` usable in routes."""
    flask.url_map.converters["id"] = IdPart
    flask.url_map.converters["key"] = KeyPart
