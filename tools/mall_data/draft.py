"""The unpublished draft of the story: somebody is about to add 肤质 to the member form. Takes: a Runtime, the designer. Gives: nothing."""

from collections.abc import Mapping
from typing import Any

from runtime.context import Actor, Context, Runtime
from runtime.store.definitions import DefinitionStore
from tools.mall_data.staff import APP

SKIN: Mapping[str, Any] = {
    "key": "skin",
    "label": {"zh-CN": "肤质", "en": "Skin type"},
    "type": "choice",
    "help": {"zh-CN": "美妆门店推荐商品时参考", "en": "Helps beauty stores recommend products"},
    "options": [
        {"key": "dry", "label": {"zh-CN": "干性", "en": "Dry"}, "color": "orange"},
        {"key": "oily", "label": {"zh-CN": "油性", "en": "Oily"}, "color": "green"},
        {"key": "mixed", "label": {"zh-CN": "混合性", "en": "Combination"}, "color": "blue"},
        {"key": "sensitive", "label": {"zh-CN": "敏感性", "en": "Sensitive"}, "color": "red"},
    ],
}
AFTER = "interests"


def leave_draft(runtime: Runtime, designer: str) -> None:
    """Puts the field behind 兴趣偏好， as the designer would have done it this morning."""
    ctx = Context(Actor("user", designer), runtime, runtime.clock(), cause="demo")
    definitions = DefinitionStore(runtime.store, ctx)
    draft = definitions.draft(APP)
    definitions.put(APP, "form", "member", with_skin(draft.documents["form", "member"]), draft.etags.get(("form", "member")))


def with_skin(form: Mapping[str, Any]) -> dict[str, Any]:
    """The member form with the new field, placed in the same section."""
    fields = list(form["fields"])
    place = next(index for index, field in enumerate(fields) if field["key"] == AFTER)
    layout = [{**section, "fields": _after(section["fields"])} for section in form["layout"]]
    return {**form, "fields": [*fields[: place + 1], dict(SKIN), *fields[place + 1 :]], "layout": layout}


def _after(keys: list[str]) -> list[str]:
    return [key for each in keys for key in ((each, str(SKIN["key"])) if each == AFTER else (each,))]
