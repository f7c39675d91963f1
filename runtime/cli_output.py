"""How the command line speaks. Takes: values. Gives: tables, lines or JSON on the terminal. Never: a traceback for a refusal."""

import json
import locale
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from builder.errors import AppError
from builder.problems import Problem
from runtime.web.words import sentence

REFUSED, MISUSED = 1, 2


def language() -> str:
    """Chinese where the terminal is Chinese, else English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh-CN" if named.lower().startswith("zh") else "en"


def console() -> Console:
    """Where people read."""
    return Console(highlight=False)


def say(line: str) -> None:
    """One line for people, never read as markup."""
    console().print(line, markup=False, soft_wrap=True)


def show_json(value: Any) -> None:
    """A value for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table for people."""
    drawn = Table(*columns, title=title or None, title_justify="left")
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    console().print(drawn, markup=False)


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem for programs and the designer, in the terminal's language."""
    words = language()
    return {
        "level": problem.level,
        "code": problem.code,
        "path": problem.path,
        "message": sentence(problem.code, words, problem.params),
        "hint": sentence(problem.hint, words, problem.params) if problem.hint else None,
    }


def show_problems(problems: Sequence[Problem], as_json: bool) -> None:
    """All problems, errors first."""
    found = sorted((problem_json(problem) for problem in problems), key=lambda item: (item["level"] != "error", item["path"]))
    if as_json:
        show_json({"problems": found})
        return
    for item in found:
        say(
            f"{'✗' if item['level'] == 'error' else '!'} {item['path']}: {item['message']}" + (f" ({item['hint']})" if item["hint"] else "")
        )


def refusal(error: AppError) -> list[str]:
    """An error in lines: its sentence, then each fault with its place."""
    words = language()
    faults = getattr(error, "faults", ())
    lines = [sentence(error.code, words, error.params)]
    return lines + [f"  {fault.pointer}: {sentence(fault.code, words, fault.params)}" for fault in faults]


def guarded(command: Callable[..., Any], arguments: Sequence[str] | None = None) -> int:
    """Runs the command; a refusal is its sentence on stderr and exit code 1, a wrong call exit code 2."""
    try:
        result = command(args=arguments, standalone_mode=False)
        return result if isinstance(result, int) else 0
    except AppError as error:
        sys.stderr.write("\n".join(refusal(error)) + "\n")
        return REFUSED
    except click.exceptions.Abort:
        return REFUSED
    except click.ClickException as error:
        error.show()
        return MISUSED
