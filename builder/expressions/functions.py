"""The one table of functions: names, words, argument counts, rules. Takes: nothing. Gives: FUNCTIONS, NAMES. Never: evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from builder.expressions import rules
from builder.expressions.rules import Rule

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Function:
    """A function people can write. `result` is a type name or `same`; `aggregate`: its arguments may range over a to-many path;
    `where` says whether the browser can compute it too."""

    name: str
    label: Words
    help: Words
    signature: str
    result: str
    least: int
    most: int
    rule: Rule
    aggregate: bool = False
    where: Literal["both", "server"] = "both"


def _function(call: str, words: tuple[str, ...], count: tuple[int, int], rule: Rule, many: bool = False) -> Function:
    """One row: `NAME(arguments) → result`, its words, how many arguments, its rule, whether it gathers to-many paths."""
    label_zh, label_en, help_zh, help_en = words
    signature, _, result = call.partition(" → ")
    name = signature.partition("(")[0]
    label, text = {"zh-CN": label_zh, "en": label_en}, {"zh-CN": help_zh, "en": help_en}
    return Function(name, label, text, signature, result, *count, rule, many)


MANY = 50

_LOGIC = (
    _function(
        "IF(condition, then, otherwise) → same",
        ("如果", "If", "条件成立取前者,否则取后者。", "The first value if the condition holds, else the second."),
        (2, 3),
        rules.special,
    ),
    _function(
        "EMPTY(value) → boolean", ("为空", "Is empty", "没有填写时为真。", "True where nothing is filled in."), (1, 1), rules.empty, True
    ),
    _function(
        "COALESCE(value, other, …) → same",
        ("首个有值", "First filled", "从左到右取第一个有值的。", "The first value that is filled in."),
        (1, MANY),
        rules.coalesce,
    ),
)
_NUMBERS = (
    _function(
        "ROUND(number, places) → number",
        ("四舍五入", "Round", "保留几位小数,不写则取整。", "Rounded half away from zero; to a whole number without places."),
        (1, 2),
        rules.rounded,
    ),
    _function(
        "FLOOR(number) → number", ("向下取整", "Floor", "不大于它的最大整数。", "Down to a whole number."), (1, 1), rules.whole("floor")
    ),
    _function(
        "CEIL(number) → number", ("向上取整", "Ceiling", "不小于它的最小整数。", "Up to a whole number."), (1, 1), rules.whole("ceil")
    ),
    _function("ABS(number) → number", ("绝对值", "Absolute value", "去掉负号。", "Without its sign."), (1, 1), rules.absolute),
)
_AGGREGATES = (
    _function(
        "SUM(numbers) → number",
        ("合计", "Sum", "把子表里的数,或列出的几个数加起来。", "Adds up a subtable's numbers or the numbers listed."),
        (1, MANY),
        rules.total,
        True,
    ),
    _function(
        "COUNT(values) → number",
        ("计数", "Count", "有几个有值;写条件时,有几行满足。", "How many are filled in; of a condition, how many rows meet it."),
        (1, MANY),
        rules.count,
        True,
    ),
    _function("AVG(numbers) → number", ("平均", "Average", "合计除以个数。", "Sum divided by count."), (1, MANY), rules.average, True),
    _function(
        "MIN(values) → same",
        ("最小", "Smallest", "最小或最早的一个。", "The smallest or earliest."),
        (1, MANY),
        rules.extreme("min"),
        True,
    ),
    _function(
        "MAX(values) → same", ("最大", "Largest", "最大或最晚的一个。", "The largest or latest."), (1, MANY), rules.extreme("max"), True
    ),
)
_TEXTS = (
    _function(
        "CONCAT(text, …) → text",
        ("拼接", "Join", "把文字、数字、日期连成一段文字。", "Joins texts, numbers and dates."),
        (1, MANY),
        rules.concat,
    ),
    _function(
        "LOWER(text) → text", ("转小写", "Lower case", "英文字母变小写。", "Letters A–Z in lower case."), (1, 1), rules.cased("lower")
    ),
    _function(
        "UPPER(text) → text", ("转大写", "Upper case", "英文字母变大写。", "Letters a–z in upper case."), (1, 1), rules.cased("upper")
    ),
    _function(
        "CONTAINS(text, part) → boolean",
        ("包含", "Contains", "文字里有这一段,不分大小写。", "The text contains the part; case does not matter."),
        (2, 2),
        rules.searched("contains"),
    ),
    _function(
        "STARTS(text, part) → boolean",
        ("开头是", "Starts with", "文字以这一段开头,不分大小写。", "The text starts with the part; case does not matter."),
        (2, 2),
        rules.searched("starts"),
    ),
    _function(
        "ENDS(text, part) → boolean",
        ("结尾是", "Ends with", "文字以这一段结尾,不分大小写。", "The text ends with the part; case does not matter."),
        (2, 2),
        rules.searched("ends"),
    ),
    _function("LENGTH(text) → number", ("字数", "Length", "有几个字。", "The number of characters."), (1, 1), rules.length),
)
_TIMES = (
    _function(
        "DATE(value) → date",
        ("日期", "Date", "写下的日期,或时间所属的营业日。", "A written date, or the business date of a time."),
        (1, 1),
        rules.date_of,
    ),
    _function("DATETIME(text) → datetime", ("时间", "Date and time", "写下的时间。", "A written date and time."), (1, 1), rules.instant_of),
    _function("TODAY() → date", ("今天", "Today", "今天的日期。", "Today's date."), (0, 0), rules.today),
    _function(
        "DATEADD(when, count, unit) → same",
        (
            "日期加减",
            "Shift a date",
            "之后(负数为之前)若干 year、month、week、day、hour、minute。",
            "So many years, months, weeks, days, hours or minutes later.",
        ),
        (3, 3),
        rules.date_add,
    ),
    _function(
        "DATEDIFF(from, to, unit) → number",
        ("相隔", "Time between", "从前者到后者满几个单位。", "Whole units from the first to the second."),
        (3, 3),
        rules.date_diff,
    ),
    _function("YEAR(date) → number", ("年", "Year", "年份。", "The year."), (1, 1), rules.part("year", 9999)),
    _function("MONTH(date) → number", ("月", "Month", "月份,1 到 12。", "The month, 1 to 12."), (1, 1), rules.part("month", 12)),
    _function("DAY(date) → number", ("日", "Day", "几号。", "The day of the month."), (1, 1), rules.part("day", 31)),
    _function(
        "WEEKDAY(date) → number",
        ("星期", "Weekday", "星期一为 1,星期日为 7。", "1 for Monday to 7 for Sunday."),
        (1, 1),
        rules.part("weekday", 7),
    ),
    _function("QUARTER(date) → number", ("季度", "Quarter", "第几季度，1 到 4。", "The quarter, 1 to 4."), (1, 1), rules.quarter),
    _function(
        "HOUR(time) → number", ("小时", "Hour", "当地时间的小时,0 到 23。", "The hour on the local clock, 0 to 23."), (1, 1), rules.hour
    ),
    _function("AGE(birthday) → number", ("年龄", "Age", "到今天满几周岁。", "Whole years up to today."), (1, 2), rules.age),
)
_RECORDS = (
    replace(
        _function(
            "SEGMENT(key) → list",
            ("人群", "Segment", "写在「属于」后面：在这个人群里。", "Written after `in`: belongs to this segment."),
            (1, 1),
            rules.members,
        ),
        where="server",
    ),
)
_ALL = (*_LOGIC, *_NUMBERS, *_AGGREGATES, *_TEXTS, *_TIMES, *_RECORDS)
FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
NAMES = frozenset(FUNCTIONS)
