"""The sense of an app: one file a question, all problems at once.

Takes: an App of the right shape and the Catalog. Gives: [Problem]. Never: exceptions for what is wrong with an app.
"""

from builder.checks import (
    actions,
    calendar,
    cycles,
    dashboards,
    examples,
    expressions,
    fields,
    formulas,
    layouts,
    limits,
    loops,
    menu,
    messages,
    names,
    references,
    reports,
    roles,
    rules,
    segments,
    titles,
    workflows,
)
from builder.checks.scope import Types
from builder.definitions import App
from builder.kinds import Catalog
from builder.problems import Problem

CHECKS = (
    limits.check, names.check, fields.check, references.check, expressions.check, formulas.check, cycles.check, titles.check,
    layouts.check, roles.check, menu.check, rules.check, actions.check, messages.check, calendar.check, loops.check,
    workflows.check, examples.check, segments.check, reports.check, dashboards.check,
)


def check(app: App, catalog: Catalog) -> list[Problem]:
    """Every problem, errors before warnings."""
    types = Types(app, catalog)
    found = [problem for question in CHECKS for problem in question(types)]
    return sorted(found, key=lambda problem: problem.level != "error")
