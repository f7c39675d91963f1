"""The engine's own periodic work. Takes: jobs. Gives: rows forgotten in time. Never: anything a person would miss."""

from collections.abc import Mapping

from runtime.jobs.handler import Handler

HANDLERS: Mapping[str, Handler] = {}
