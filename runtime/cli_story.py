"""The demo's data: made at the first start, continued at later ones. Takes: settings, a Runtime. Gives: accounts, a line on what it did.

Never: stands in the way of a start; throws away what people made.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from rich.progress import BarColumn, Progress, TaskID, TextColumn

from builder.errors import AppError
from runtime.cli_apps import publish_documents
from runtime.cli_output import console, language, refusal, say
from runtime.cli_session import acting
from runtime.context import Runtime
from runtime.identity import demo as accounts
from runtime.identity.passwords import easy
from runtime.settings import Settings
from runtime.web import shipped
from tools.mall_data import fill, proceed, staff, truth
from tools.mall_data.scale import SCALES

APP = staff.APP
STATE, LOCK = "demo.json", "demo.lock"
FILLING, READY = "filling", "ready"


def zh() -> bool:
    """Whether the terminal reads Chinese."""
    return language() == "zh-CN"


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One start at a time prepares the data of a folder; another one waits for it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / LOCK).open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("另一个启动正在准备示例数据，等它完成……", "Another start is preparing the sample data: waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def state_of(settings: Settings) -> str | None:
    """How far the data are: filling, ready, or None where no start has made any."""
    return str(_noted(settings).get("state")) if _noted(settings) else None


def note(settings: Settings, state: str, *, only: bool = False) -> None:
    """Remembers it; `only`: the database holds nothing but the demo."""
    (settings.data_dir / STATE).write_text(json.dumps({"state": state, "only": only}), "utf-8")


def _noted(settings: Settings) -> dict[str, object]:
    path = settings.data_dir / STATE
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def forget_interrupted(settings: Settings) -> None:
    """A first start that was interrupted begins again, where its half-told database holds nothing else."""
    noted = _noted(settings)
    if noted.get("state") == FILLING and noted.get("only") and settings.sqlite:
        for path in _database_files(settings):
            path.unlink(missing_ok=True)
        _say("上次准备示例数据时中断了，现在重新开始。", "The last start was interrupted while it made the sample data: beginning again.")


def is_empty(settings: Settings) -> bool:
    """Whether there is no database yet."""
    return settings.sqlite and not _database_files(settings)[0].exists()


def _database_files(settings: Settings) -> list[Path]:
    path = settings.database_url.removeprefix("sqlite:///")
    return [Path(path + suffix) for suffix in ("", "-wal", "-shm")]


def prepare(runtime: Runtime, scale: str, *, only: bool, counted: bool = False) -> dict[str, str]:
    """Publishes the app and tells the story where that has not happened; later starts add the days since.

    Gives the accounts with their passwords. `only`: the database was empty before. `counted`: what reports must answer about new data is
    counted from the records and put beside them.
    """
    known = dict(accounts.read_accounts(runtime))
    if runtime.store.revision(APP) is None:
        passwords = _first(runtime, scale, known, only)
        if counted:
            _count(runtime)
        return passwords
    state = state_of(runtime.settings)
    if state == READY:
        _later(runtime, scale)
    elif state == FILLING:
        _say(
            "示例数据只装了一部分：上次启动中断了，而这个数据库里可能还有别的内容，所以没有清空。要完整的示例，请换一个空的数据目录或数据库。",
            "The sample data are incomplete: a start was interrupted, and as the database may hold other things it was not emptied. "
            "For complete ones use an empty data folder or database.",
        )
    else:
        _say("应用已经在了，没有装入示例数据。", "The app is there already; no sample data were added.")
    return known


def _first(runtime: Runtime, scale: str, known: dict[str, str], only: bool) -> dict[str, str]:
    passwords = {card.login: known.get(card.login) or easy() for card in staff.CARDS}
    note(runtime.settings, FILLING, only=only)
    accounts.write_accounts(runtime, list(passwords.items()))
    publish_documents(acting(runtime), APP, shipped.package(APP).documents, "")
    truths: list[fill.Truth] = []
    with runtime.store.unsafe() if only else nullcontext():  # interrupted, it begins again
        _tell(lambda tell: truths.append(fill.fill(runtime, scale=SCALES[scale], passwords=passwords, progress=tell)))
    note(runtime.settings, READY, only=only)
    made = truths[0]
    _say(
        f"示例数据已就绪：会员 {made.members:,} 位，消费 {made.receipts:,} 笔，优惠券 {made.coupons:,} 张，投诉 {made.complaints:,} 条。",
        f"The sample data are ready: {made.members:,} members, {made.receipts:,} purchases, {made.coupons:,} coupons, "
        f"{made.complaints:,} complaints.",
    )
    return passwords


def _count(runtime: Runtime) -> None:
    path = truth.write(runtime, runtime.settings.data_dir)
    _say(f"报表应当给出的数，已从记录里一条条数好：{path}", f"What reports must answer, counted record by record: {path}")


def _later(runtime: Runtime, scale: str) -> None:
    """Adds the days since. Whatever people have changed, the demo starts all the same."""
    if scale != "small":
        _say("数据已经在了，--scale 只在第一次启动时起作用。", "The data are there already: --scale counts at the first start only.")
    added: list[proceed.Added] = []
    try:
        _tell(lambda tell: added.append(proceed.proceed(runtime, progress=tell)))
    except Exception as error:
        reason = " ".join(refusal(error)) if isinstance(error, AppError) else f"{type(error).__name__}: {error}"
        _say(f"数据都在。示例数据没有续写：{reason}", f"All data kept. The days since were not added: {reason}")
        return
    _say(*_added(added[0]))


def _added(added: proceed.Added) -> tuple[str, str]:
    if not added.possible:
        return (
            "数据都在。应用或门店已经改动，示例数据不再续写。",
            "All data kept. The app or its stores have been changed, so no days are added any more.",
        )
    if not (added.members or added.receipts or added.refunds):
        return "数据都在，没有要补的。", "All data kept; nothing to add."
    return (
        f"数据都在，补上了这段时间的：新会员 {added.members:,} 位，消费 {added.receipts:,} 笔，退货 {added.refunds:,} 笔。",
        f"All data kept; added since: {added.members:,} members, {added.receipts:,} purchases, {added.refunds:,} refunds.",
    )


def _say(chinese: str, english: str) -> None:
    say(chinese if zh() else english)


def _tell(story: Callable[[fill.Steps], object]) -> None:
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), console=console()) as progress:
        story(_teller(progress))


def _teller(progress: Progress) -> Callable[[str, int, int], None]:
    tasks: dict[str, TaskID] = {}

    def tell(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(fill.STEPS[step][language()], total=total)
        progress.update(tasks[step], completed=done, total=total)

    return tell
