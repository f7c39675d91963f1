"""Tiles that filter one another: a value clicked in one holds in every other that knows the same thing.

Takes: a dashboard, the clicked values. Gives: further conditions as expressions. Never: a field closed to the viewer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.definitions.dashboard import Dashboard, Tile
from runtime.context import Context


def conditions(ctx: Context, dashboard: Dashboard, tile: Tile, cross: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The conditions other tiles put on this one."""
    return ()
