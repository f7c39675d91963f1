"""Well-typed expression texts from a grammar of templates. Takes: depth. Gives: a hypothesis strategy. Never: texts to be refused.

A template names the kind of each hole: n number, x text, d day, i instant, f condition; the other letters are leaves only.
"""

import re

from hypothesis import strategies as st

_HOLE = re.compile(r"\{(\w+)\}")
LEAVES: dict[str, tuple[str, ...]] = {
    "n": (
        "amount", "price", "qty", "small", "rate", "fine", "member.tier.rate", "small", "price", "0", "1", "2", "3", "7", "10", "100",
        "0.5", "0.005", "1.25", "2.50", "0.000001", "999999999", "1000", "0.1", "33.333", "-1.5", "COUNT(lines)", "COUNT(tags)",
    ),
    "x": ("name", "note", "tier", "'a'", "'Anna'", "'林'", "'🙂'", "'%'", "''", "'O\\'Neil'", "'z'", "MIN(lines.name)"),
    "d": ("born", "due", "TODAY()", "@today", "DATE('2024-02-29')", "DATE('2026-01-31')", "DATE(paid_at)", "DATE(sent_at)",
          "MIN(lines.day)"),
    "i": ("paid_at", "sent_at", "@now", "DATETIME('2026-03-08T07:00Z')", "DATETIME('2026-11-01T06:30:00.250Z')"),
    "f": (
        "flag", "done", "true", "false", "(owner == @me)", "(owner != @me)", "('vip' in tags)", "EMPTY(tags)", "EMPTY(lines)",
        "(tier in ['gold', 'new'])", "(tier == 'gold')", "(tier != 'gold')", "EMPTY(lines.name)",
    ),
    "u": ("'year'", "'month'", "'week'", "'day'"),
    "v": ("'year'", "'month'", "'week'", "'day'", "'hour'", "'minute'"),
    "p": tuple(map(str, range(-2, 9))),
    "c": ("==", "!=", "<", "<=", ">", ">="),
    "o": ("<", "<=", ">", ">="),
    "s": ("1", "-1", "12", "-60", "0", "small", "qty", "1000000", "FLOOR(price)", "CEIL(amount / 7)"),
    "t": ("tier", "'a'", "'vip'"),
    "a": ("SUM", "COUNT", "AVG", "MIN", "MAX"),
    "m": ("YEAR", "QUARTER", "MONTH", "DAY", "WEEKDAY", "AGE"),
    "g": ("lines.ok", "lines.qty > small", "lines.amount >= 0", "EMPTY(name) or lines.ok", "lines.name == 'Anna'"),
    "l": (
        "lines.amount", "lines.qty", "lines.amount * lines.qty", "lines.qty + small", "IF(lines.ok, lines.amount, 0)",
        "ROUND(lines.amount / 3, 2)", "lines.qty % 7", "IF(lines.name == name, 1, 2)",
    ),
}
TEMPLATES: dict[str, tuple[str, ...]] = {
    "n": (
        "({n} + {n})", "({n} - {n})", "({n} * {n})", "({n} / {n})", "({n} % {n})", "-({n})", "ROUND({n}, {p})", "ROUND({n})", "FLOOR({n})",
        "CEIL({n})", "ABS({n})", "IF({f}, {n}, {n})", "({n} if {f} else {n})", "IF({f}, {n})", "COALESCE({n}, {n})", "MIN({n}, {n})",
        "MAX({n}, {n}, {n})", "SUM({n}, {n})", "AVG({n}, {n}, {n})", "COUNT({n}, {x}, {n})", "LENGTH({x})", "COUNT({g})", "{a}({l})",
        "{m}({d})", "HOUR({i})", "YEAR({i})", "DATEDIFF({d}, {d}, {u})", "DATEDIFF({i}, {i}, {v})", "DATEDIFF({i}, {d}, {u})",
    ),
    "x": (
        "CONCAT({x}, {n})", "CONCAT({x}, {d}, {x})", "LOWER({x})", "UPPER({x})", "IF({f}, {x}, {x})", "COALESCE({x}, {x})", "MAX({x}, {x})",
        "MIN({x}, {x})",
    ),
    "d": ("DATEADD({d}, {s}, {u})", "DATE({i})", "IF({f}, {d}, {d})", "COALESCE({d}, {d})", "MAX({d}, {d})"),
    "i": ("DATEADD({i}, {s}, {v})", "IF({f}, {i}, {i})", "MIN({i}, {i})", "COALESCE({i}, {i})"),
    "f": (
        "({n} {c} {n})", "({x} {c} {x})", "({d} {c} {d})", "({i} {o} {d})", "({i} {c} {i})", "({f} and {f})", "({f} or {f})", "(not {f})",
        "({f} == {f})", "({f} != {f})", "EMPTY({n})", "EMPTY({x})", "EMPTY({d})", "({n} in [{n}, {n}])", "({n} not in [{n}, {n}, {n}])",
        "({x} in [{x}, {x}])", "({x} not in [{x}, 'Anna'])", "CONTAINS({x}, {x})", "STARTS({x}, {x})", "ENDS({x}, {x})",
        "IF({f}, {f}, {f})", "({t} in tags)", "({t} not in tags)", "({d} in period)", "({d} not in period)", "({i} in period)",
        "({i} not in period)", "(COUNT(lines) in [{n}, 1])", "(qty not in [amount, {n}, 2])",
    ),
}


@st.composite
def anything(draw: st.DrawFn, depth: int) -> str:
    """An expression of any type, `depth` templates deep at most."""

    def write(kind: str, left: int) -> str:
        leaf = kind not in TEMPLATES or left == 0 or draw(st.integers(0, 3)) == 0
        text = draw(st.sampled_from(LEAVES[kind] if leaf else TEMPLATES[kind]))
        return text if leaf else _HOLE.sub(lambda hole: write(hole.group(1), left - 1), text)

    kind = draw(st.sampled_from("nnnxdifff"))
    return _HOLE.sub(lambda hole: write(hole.group(1), depth - 1), draw(st.sampled_from(TEMPLATES[kind])))
