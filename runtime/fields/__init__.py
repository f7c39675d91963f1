"""The field types, one a file, pure.

Takes: a field's configuration and a value. Gives: values, JSON, text. Never: the database or a request.
"""

from builder.kinds import FieldType
from runtime.fields.boolean import Boolean
from runtime.fields.choice import Choice
from runtime.fields.choices import Choices
from runtime.fields.date import Date
from runtime.fields.datetime import DateTime
from runtime.fields.email import Email
from runtime.fields.file import File
from runtime.fields.formula import Formula
from runtime.fields.integer import Integer
from runtime.fields.long_text import LongText
from runtime.fields.money import Money
from runtime.fields.number import Number
from runtime.fields.percent import Percent
from runtime.fields.phone import Phone
from runtime.fields.relation import Relation
from runtime.fields.rollup import Rollup
from runtime.fields.sequence import Sequence
from runtime.fields.subtable import Subtable
from runtime.fields.text import Text
from runtime.fields.user import User

# In palette order. A new type is one file, one line here and one row in tests/unit/test_fields.py.
FIELD_TYPES: tuple[FieldType, ...] = (
    Text(), LongText(), Choice(), Choices(), Integer(), Number(), Money(), Percent(), Boolean(), Date(), DateTime(), Phone(), Email(),
    File(), Sequence(), User(), Relation(), Subtable(), Formula(), Rollup(),
)
