"""Two versions of the fields of a form or subtable. Takes: fields and the Catalog. Gives: Changes. Never: looks at live data."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from builder.changes.change import Change, Safety
from builder.changes.conversions import level, side
from builder.changes.words import setting
from builder.definitions import Field, Label
from builder.definitions.form import FIELD_KEYS
from builder.kinds import Catalog

PROMISES = ("required", "unique", "check")
LIMITS = {"min": 1, "max": -1, "min_rows": 1, "max_rows": -1, "max_files": -1}  # +1: a larger value is tighter
TARGET = "form"
CASCADE = "cascade"


class FieldChanges:
    """Compares the fields of one form; `form` is its label."""

    def __init__(self, catalog: Catalog, form: Label) -> None:
        self._catalog = catalog
        self._form = form

    def all(self, path: str, old: Sequence[Field], new: Sequence[Field]) -> Iterator[Change]:
        """Fields added, put away, taken back, changed; `path` is that of the list."""
        before = {field.key: field for field in old}
        after = {field.key: field for field in new}
        for key, field in after.items():
            yield from self._one(f"{path}/{key}", before.get(key), field)
        for key in before.keys() - after.keys():
            level_: Safety = "safe" if before[key].archived else "lossy"
            yield Change("field_removed", f"{path}/{key}", level_, self._named(before[key]))
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield Change("fields_reordered", path, params={"form": self._form})

    def _named(self, field: Field, **more: Any) -> dict[str, Any]:
        return {"form": self._form, "field": field.label, **more}

    def _one(self, path: str, old: Field | None, new: Field) -> Iterator[Change]:
        if old is None:
            if not new.archived:
                yield Change("field_added", path, params=self._named(new, type=self._catalog.fields[new.type].label))
                yield from self._new_promises(path, new)
            return
        if old.archived != new.archived:
            code: tuple[str, Safety] = ("field_archived", "lossy") if new.archived else ("field_restored", "safe")
            yield Change(code[0], path, code[1], self._named(new))
        if old.label != new.label:
            yield Change("field_relabelled", f"{path}/label", params=self._named(new, old=old.label, new=new.label))
        if old.type != new.type:
            yield self._retyped(path, old, new)
        else:
            yield from self._configured(path, old, new)
        yield from self._settings(path, old, new)
        yield from self.all(f"{path}/fields", old.fields, new.fields) if old.fields and new.fields else ()

    def _new_promises(self, path: str, new: Field) -> Iterator[Change]:
        """A field that every existing record lacks, yet must have."""
        if new.required and new.default is None and not self._catalog.fields[new.type].computed:
            yield Change("field_required_added", f"{path}/required", params=self._named(new))

    def _retyped(self, path: str, old: Field, new: Field) -> Change:
        kinds = self._catalog.fields
        safety = level(side(self._catalog, old), side(self._catalog, new))
        code = "field_type_blocked" if safety == "blocked" else "field_type_changed"
        return Change(code, f"{path}/type", safety, self._named(new, old=kinds[old.type].label, new=kinds[new.type].label))

    def _settings(self, path: str, old: Field, new: Field) -> Iterator[Change]:
        for name in PROMISES:
            before, after = getattr(old, name), getattr(new, name)
            if before != after:
                yield Change(f"field_{name}_{'added' if after else 'removed'}", f"{path}/{name}", params=self._named(new))
        for name in FIELD_KEYS:
            if name not in (*PROMISES, "key", "label", "type", "archived") and getattr(old, name) != getattr(new, name):
                yield Change("field_setting_changed", f"{path}/{name}", params=self._named(new, setting=setting(name)))

    def _configured(self, path: str, old: Field, new: Field) -> Iterator[Change]:
        """The settings only this type has."""
        if old.config == new.config:
            return
        kind = self._catalog.fields[new.type]
        if kind.computed and ("expression" in new.config or "function" in new.config):
            yield Change("formula_changed", path, params=self._named(new))
            return
        if "options" in new.config:
            yield from self._options(f"{path}/options", old, new)
        changed = [name for name in {**old.config, **new.config} if old.config.get(name) != new.config.get(name) and name != "options"]
        if TARGET in changed and not kind.computed:
            yield Change("relation_target_changed", f"{path}/form", "blocked", self._named(new))
            return
        narrower = level(side(self._catalog, old), side(self._catalog, new)) == "lossy"
        for name in changed:
            yield self._config(f"{path}/{name}", (old, new), name, narrower)

    def _config(self, path: str, fields: tuple[Field, Field], name: str, narrower: bool) -> Change:
        old, new = fields
        params = self._named(new, setting=setting(name, self._catalog.fields[new.type]), old=_shown(old, name), new=_shown(new, name))
        if narrower and name in ("max_length", "scale"):
            return Change("field_narrowed", path, "lossy", params)
        if new.config.get(name) == CASCADE:
            return Change("relation_cascades", path, "lossy", params)
        return Change("field_limit_tightened" if _tighter(old.config, new.config, name) else "field_setting_changed", path, params=params)

    def _options(self, path: str, old: Field, new: Field) -> Iterator[Change]:
        before = {option["key"]: option for option in old.config.get("options", ())}
        after = {option["key"]: option for option in new.config["options"]}
        for key in {**before, **after}:
            code = _option_code(before.get(key), after.get(key))
            if code:
                safety: Safety = "lossy" if code == "option_removed" else "safe"
                label = (after.get(key) or before[key])["label"]
                was = before[key]["label"] if key in before else label
                yield Change(code, f"{path}/{key}", safety, self._named(new, option=label, old=was, new=label))


def _shown(field: Field, name: str) -> str:
    value = field.config.get(name)
    return "—" if value is None or isinstance(value, list | dict) else str(value)


def _tighter(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> bool:
    """Whether values that were allowed may not be any more."""
    direction, before, after = LIMITS.get(name, 0), old.get(name), new.get(name)
    if not direction or after is None:
        return False
    try:
        return before is None or (Decimal(str(after)) - Decimal(str(before))) * direction > 0
    except InvalidOperation:
        return False


def _option_code(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str | None:
    if old is None:
        return "option_added"
    if new is None:
        return "option_removed"
    if bool(old.get("archived")) != bool(new.get("archived")):
        return "option_archived" if new.get("archived") else "option_restored"
    if old["label"] != new["label"]:
        return "option_relabelled"
    return None if old == new else "option_recoloured"
