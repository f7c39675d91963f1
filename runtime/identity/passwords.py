"""Passwords: policy, hashes, easy ones for the demo. Takes: text. Gives: argon2id hashes. Never: keeps or logs a password."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import resources
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from builder.errors import Invalid, Unavailable

MIN_LENGTH = 8
MAX_LENGTH = 128
QUEUE_SECONDS = 10.0
EASY = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")


def _common() -> frozenset[str]:
    listed = resources.files("runtime.identity").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in listed.splitlines() if line)


class Passwords:
    """Hashes and verifies, at most two at a time: argon2 is slow on purpose and must not take the whole server."""

    def __init__(self, slots: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._slots = BoundedSemaphore(slots)
        self._common = _common()

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_hex())

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=QUEUE_SECONDS):
            raise Unavailable("sign_in_busy")
        try:
            yield
        finally:
            self._slots.release()

    def hash(self, password: str) -> str:
        """The stored form of a password."""
        with self._slot():
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; for somebody unknown (None) it takes as long and is False."""
        with self._slot():
            try:
                right = self._hasher.verify(stored or self._nobody, password[:MAX_LENGTH])
            except (VerificationError, InvalidHashError):
                return False
        return right and stored is not None

    def require_good(self, password: str, login: str, name: str = "") -> None:
        """Raises Invalid, saying what to do, for a password that is short, long, common, a run of keys or the account itself."""
        if len(password) < MIN_LENGTH:
            raise Invalid("password_short", min=MIN_LENGTH)
        if len(password) > MAX_LENGTH:
            raise Invalid("password_long", max=MAX_LENGTH)
        if self._easy_to_guess(password.casefold(), {login.casefold(), name.casefold()}):
            raise Invalid("password_common")

    def _easy_to_guess(self, folded: str, own: set[str]) -> bool:
        plain = folded.strip("!@#$%^&*.?_-~ ")
        if folded in self._common or plain in self._common or plain.rstrip("0123456789") in self._common:
            return True
        if any(word and len(word) >= 3 and word in folded for word in own):
            return True
        return len(set(folded)) <= 3 or any(folded in run * 3 or folded in run[::-1] * 3 for run in _RUNS)


def easy(length: int = 10) -> str:
    """A random password that is easy to type: about 49 bits at ten characters."""
    return "".join(secrets.choice(EASY) for _ in range(length))
