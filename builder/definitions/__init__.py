"""Definitions as frozen values: `load(documents)` gives an App, `dump` the documents again. Takes: JSON that passed builder/schema.py."""

from builder.definitions.app import App, AppInfo, Documents, MenuItem, dump, load
from builder.definitions.form import Constraint, Field, Form, Index, Logic, Section, View
from builder.definitions.label import Label, text_of
from builder.definitions.role import Grant, Role

__all__ = [
    "App", "AppInfo", "Constraint", "Documents", "Field", "Form", "Grant", "Index", "Label", "Logic", "MenuItem",
    "Role", "Section", "View", "dump", "load", "text_of",
]
