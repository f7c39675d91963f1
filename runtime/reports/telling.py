"""What a report shows, as one sentence: 「按月份、门店看销售额和笔数，只看本月」.

Takes: a report's definition. Gives: words. Never: rows, rights.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.definitions import text_of
from builder.definitions.report import Report
from builder.messages import text
from runtime.reports import columns, words
from runtime.reports.columns import Frame

MOST = 3  # numbers that are named
Told = Mapping[str, Mapping[str, str]]
ONCE: Mapping[str, Told] = {
    words.CHINESE: {
        "this": {"day": "今天", "week": "本周", "weekend": "本周末", "month": "本月", "quarter": "本季", "year": "今年"},
        "last": {"day": "昨天", "week": "上周", "weekend": "上周末", "month": "上月", "quarter": "上季", "year": "去年"},
        "next": {"day": "明天", "week": "下周", "weekend": "下周末", "month": "下月", "quarter": "下季", "year": "明年"},
    },
    "en": {
        "this": {"day": "today", "week": "this week", "weekend": "this weekend", "month": "this month", "quarter": "this quarter",
                 "year": "this year"},
        "last": {"day": "yesterday", "week": "last week", "weekend": "last weekend", "month": "last month", "quarter": "last quarter",
                 "year": "last year"},
        "next": {"day": "tomorrow", "week": "next week", "weekend": "next weekend", "month": "next month", "quarter": "next quarter",
                 "year": "next year"},
    },
}  # fmt: skip
MANY: Mapping[str, Mapping[str, str]] = {
    words.CHINESE: {"last": "近 {n} {unit}", "past": "过去 {n} {unit}（不含{now}）", "next": "未来 {n} {unit}"},
    "en": {"last": "last {n} {unit}", "past": "the {n} {unit} before {now}", "next": "next {n} {unit}"},
}
UNITS: Mapping[str, Mapping[str, str]] = {
    words.CHINESE: {"day": "天", "week": "周", "weekend": "个周末", "month": "个月", "quarter": "个季度", "year": "年"},
    "en": {"day": "days", "week": "weeks", "weekend": "weekends", "month": "months", "quarter": "quarters", "year": "years"},
}


def report(frame: Frame, one: Report) -> str:
    """The sentence; of a funnel its steps."""
    locale = frame.locale
    if one.funnel:
        forms = frame.app.forms
        steps = [text_of(step.label or (forms[step.form].label if step.form in forms else step.form), locale) for step in one.funnel.steps]
        return text("report_told_funnel", locale, {"steps": " → ".join(steps)})
    numbers = [columns.measure_label(frame, one, measure) for measure in one.measures]
    split = [columns.dimension_label(frame, one, dimension) for dimension in one.dimensions]
    period = next((relative(parameter.default, locale) for parameter in one.parameters if isinstance(parameter.default, Mapping)), "")
    code = f"report_told{'_by' if split else ''}{'_in' if period else ''}"
    return text(code, locale, {"numbers": listed(numbers, locale), "split": listed(split, locale), "period": period})


def relative(given: Mapping[str, Any], locale: str) -> str:
    """A relative period in words: 本月, 近 30 天. The one whole unit before today's is the last one."""
    chosen = locale if locale in ONCE else words.CHINESE
    rel, unit, n = str(given.get("rel")), str(given.get("unit")), given.get("n")
    once = "last" if rel == "past" and n in (None, 1) else rel if n is None else ""
    if once in ONCE[chosen]:
        return ONCE[chosen][once][unit]
    return MANY[chosen].get(rel, MANY[chosen]["past"]).format(n=n or 1, unit=UNITS[chosen][unit], now=ONCE[chosen]["this"][unit])


def listed(names: Sequence[str], locale: str) -> str:
    """The first few names; how many there are in all where there are more."""
    between = "、" if locale == words.CHINESE else ", "
    told = between.join(names[:MOST])
    return told if len(names) <= MOST else text("report_told_more", locale, {"names": told, "count": len(names)})
