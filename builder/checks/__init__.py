"""The sense of an app: one file a question, all problems at once.

Takes: an App of the right shape, the Catalog. Gives: [Problem]. Never: exceptions.
"""

from builder.definitions import App
from builder.kinds import Catalog
from builder.problems import Problem


def check(app: App, catalog: Catalog) -> list[Problem]:
    """Every problem, errors first, in the order of the app."""
    return []
