"""The Catalog of this installation: every kind in its family, in palette order.

Takes: the lists of kinds. Gives: a Catalog. Never: scanning.
"""

from builder.kinds import Catalog, Family
from runtime.fields import FIELD_TYPES


def build_catalog() -> Catalog:
    """Everything an app may use."""
    return Catalog(fields=Family(FIELD_TYPES))
