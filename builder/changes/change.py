"""What differs between two versions of an app, and how dangerous it is. Takes: documents. Gives: [Change]. Never: looks at live data."""

from dataclasses import dataclass, field
from typing import Any, Literal

Safety = Literal["safe", "lossy", "blocked"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `code` names it (`field_added`, `field_type_changed` …), `path` the place, `params` old and new values and labels."""

    code: str
    path: str
    level: Safety = "safe"
    params: dict[str, Any] = field(default_factory=dict)
