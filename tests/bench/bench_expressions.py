"""How fast one record is judged: compiled, against simpleeval with the tree parsed once. `python -m tests.bench.bench_expressions`.

Ratios travel between machines; the absolute rate belongs to the one it was measured on.
"""

import ast
import timeit
from decimal import Decimal

import pytest
from simpleeval import SimpleEval

from builder.expressions import python
from builder.expressions.check import checked
from tests.contract.expression_table import SCOPE

CONDITION = "amount >= 1000 and tier == 'gold' and name != 'x' and qty > 2 and rate < 0.5"
ROW = {"amount": Decimal("1200.50"), "tier": "gold", "name": "Anna", "qty": 3, "rate": Decimal("0.0500")}
LEAST = 10.0  # how many times faster than the general evaluator it has to be


def rates(rounds: int = 20_000) -> tuple[float, float]:
    """Evaluations a second of a five-term condition: (compiled, simpleeval)."""
    compiled = python.compile(checked(CONDITION, SCOPE))
    evaluator = SimpleEval(names=dict(ROW), functions={}, allowed_attrs={})
    tree = ast.parse(CONDITION).body[0]
    evaluate = lambda: evaluator.eval("", previously_parsed=tree)  # noqa: E731
    assert compiled({**ROW, "rate": Decimal("0.0500")}) is True
    ours = min(timeit.repeat(lambda: compiled(ROW), number=rounds, repeat=5))
    theirs = min(timeit.repeat(evaluate, number=rounds // 20, repeat=5)) * 20
    return rounds / ours, rounds / theirs


@pytest.mark.bench
def test_a_condition_is_compiled_not_interpreted() -> None:
    ours, theirs = rates()
    assert ours / theirs >= LEAST


if __name__ == "__main__":
    ours, theirs = rates(200_000)
    print(f"compiled {ours:,.0f}/s, simpleeval {theirs:,.0f}/s, ratio {ours / theirs:.1f}")
