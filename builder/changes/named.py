"""Documents people know by name, two versions of each. Takes: documents by key. Gives: Changes. Never: what a single kind means."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from builder.changes.change import Change
from builder.changes.words import setting


def each(kind: str, old: Mapping[str, Any], new: Mapping[str, Any], differs: Callable[[Any, Any], Iterator[Change]]) -> Iterator[Change]:
    """Those added, called otherwise, different inside (`differs`), removed."""
    for key, one in new.items():
        if key not in old:
            yield Change(f"{kind}_added", f"{kind}/{key}", params={kind: one.label})
            continue
        if old[key].label != one.label:
            yield Change(f"{kind}_relabelled", f"{kind}/{key}/label", params={"old": old[key].label, "new": one.label})
        yield from differs(old[key], one)
    for key in sorted(old.keys() - new.keys()):
        yield Change(f"{kind}_removed", f"{kind}/{key}", params={kind: old[key].label})


def settings(kind: str, names: Iterable[str], old: Any, new: Any) -> Iterator[Change]:
    """One change for each plain setting that differs."""
    for name in names:
        if getattr(old, name) != getattr(new, name):
            yield Change(f"{kind}_setting_changed", f"{kind}/{new.key}/{name}", params={kind: new.label, "setting": setting(name)})


def parts(kind: str, groups: Mapping[str, tuple[str, ...]], old: Any, new: Any) -> Iterator[Change]:
    """One change for each group of settings (code → names) that differs."""
    for code, names in groups.items():
        changed = [name for name in names if getattr(old, name) != getattr(new, name)]
        if changed:
            yield Change(code, f"{kind}/{new.key}/{changed[0]}", params={kind: new.label})
