"""The Catalog of this installation: every kind in its family, in palette order.

Takes: the lists of kinds. Gives: a Catalog. Never: scanning.
"""

from builder.kinds import Catalog, Family
from runtime.actions import ACTIONS
from runtime.fields import FIELD_TYPES
from runtime.reports.charts import CHARTS
from runtime.rules.triggers import TRIGGERS
from runtime.workflow.steps import STEPS


def build_catalog() -> Catalog:
    """Everything an app may use."""
    return Catalog(
        fields=Family(FIELD_TYPES), triggers=Family(TRIGGERS), actions=Family(ACTIONS), steps=Family(STEPS), charts=Family(CHARTS)
    )
