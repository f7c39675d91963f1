"""Field type: attached files and pictures."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from runtime.fields import references

DEFAULT_FILES = 9
MAX_FILES = 50
_WORDS = ("name", "type")
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/heic", "image/bmp")


class File(FieldType):
    """Photos, contracts: files uploaded before, named by the ids the server gave them.

    Only the ids of a caller are believed; the door fills in name, size and type from its own record of the upload.
    """

    name = "file"
    label = {"zh-CN": "附件 / 图片", "en": "Files"}
    help = {"zh-CN": "照片、合同等文件，手机可直接拍", "en": "Photos and documents; a phone can take them on the spot"}
    icon = "paper-clip"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {
            "max_files": {
                "type": "integer", "minimum": 1, "maximum": MAX_FILES, "default": DEFAULT_FILES,
                "label": {"zh-CN": "最多几个", "en": "At most files"},
            },
            "accept": {
                "enum": ["any", "image"], "default": "any", "label": {"zh-CN": "可以传什么", "en": "What may be uploaded"},
                "labels": {"any": {"zh-CN": "任何文件", "en": "Any file"}, "image": {"zh-CN": "只要图片", "en": "Pictures only"}},
            },
        },
        "additionalProperties": False,
    }
    example = {"max_files": 3, "accept": "image"}

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Files."""
        return types.File()

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Emptiness."""
        return ("empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> list[dict[str, Any]] | None:
        """A list of {"id", …}; one file once."""
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > MAX_FILES:
            raise BadValue("not_files")
        files = {file["id"]: file for file in map(_file, value)}
        return list(files.values()) or None

    def parse_text(self, config: Mapping[str, Any], text: str) -> Any:
        """Not from a cell."""
        if text.strip():
            raise BadValue("not_from_a_cell")

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """As many as allowed, of the kind allowed."""
        if len(value or ()) > config.get("max_files", DEFAULT_FILES):
            return "too_many_files", {"max": config.get("max_files", DEFAULT_FILES)}
        if config.get("accept") == "image" and any(file.get("type") not in (None, *_IMAGES) for file in value or ()):
            return "not_an_image", {}
        return None

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The list."""
        return value

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """The names of the files."""
        return ("、" if locale == "zh-CN" else ", ").join(str(file.get("name", "")) for file in value or ())

    def mask(self, config: Mapping[str, Any], value: Any) -> Any:
        """Nothing: a name may tell too much."""
        return None

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """An upload box."""
        return {"look": "file", "accept": config.get("accept", "any"), "max_files": config.get("max_files", DEFAULT_FILES)}


def _file(value: Any) -> dict[str, Any]:
    identity = references.parse(value.get("id") if isinstance(value, dict) else None)
    if identity is None:
        raise BadValue("not_files")
    words = {name: value[name] for name in _WORDS if isinstance(value.get(name), str) and len(value[name]) <= 255}
    size = value.get("size")
    return {"id": identity, **words, **({"size": size} if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else {})}
