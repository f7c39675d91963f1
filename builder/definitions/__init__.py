"""Definitions as frozen values: `load(documents)` gives an App, `dump` the documents again. Takes: JSON that passed builder/schema.py."""

from builder.definitions.app import App, AppInfo, Documents, MenuItem, Outbox, dump, load
from builder.definitions.dashboard import Dashboard, Tile
from builder.definitions.example import Example
from builder.definitions.form import Constraint, Field, Form, Index, Logic, Section, View
from builder.definitions.label import Label, text_of
from builder.definitions.message import Message
from builder.definitions.report import Derive, Dimension, Drill, Funnel, Measure, Parameter, Report, Top
from builder.definitions.role import Grant, Role
from builder.definitions.rule import Rule
from builder.definitions.segment import Segment
from builder.definitions.workflow import Step, Transition, Workflow

__all__ = [
    "App",
    "AppInfo",
    "Constraint",
    "Dashboard",
    "Derive",
    "Dimension",
    "Documents",
    "Drill",
    "Example",
    "Field",
    "Form",
    "Funnel",
    "Grant",
    "Index",
    "Label",
    "Logic",
    "Measure",
    "MenuItem",
    "Message",
    "Outbox",
    "Parameter",
    "Report",
    "Role",
    "Rule",
    "Section",
    "Segment",
    "Step",
    "Tile",
    "Top",
    "Transition",
    "View",
    "Workflow",
    "dump",
    "load",
    "text_of",
]
