"""Field type: a person of the organisation."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from runtime.fields import references

USERS = "@user"


class User(FieldType):
    """Who is in charge, who sold it: a user of this installation."""

    name = "user"
    label = {"zh-CN": "人员", "en": "Person"}
    help = {"zh-CN": "公司里的同事，如「专属客服」", "en": "A colleague, like “account owner”"}
    icon = "user"
    group = "people"

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """A reference to a user."""
        return types.Ref(USERS)

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, lists, emptiness."""
        return references.OPERATORS

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """The id of a user."""
        return references.parse(value)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The id."""
        return value
