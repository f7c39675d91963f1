"""Passwords: what is refused, what a hash is, what a queue does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.errors import Invalid, Unavailable
from runtime.identity import passwords
from runtime.identity.passwords import Passwords, easy

REFUSED = [
    ("short1", "password_short"), ("x" * 129, "password_long"), ("password", "password_common"), ("Password1", "password_common"),
    ("password123!", "password_common"), ("12345678", "password_common"), ("87654321", "password_common"), ("qwertyuiop", "password_common"),
    ("aaaaaaaaaa", "password_common"), ("abababab", "password_common"), ("woaini1314", "password_common"), ("5201314520", "password_common"),
    ("wangfang2024", "password_common"), ("1990wangfang", "password_common"), ("P@ssw0rd", "password_common"), ("abcdefgh", "password_common"),
]  # fmt: skip
GOOD = ["plum-orchard-7-lanterns", "correct horse battery", "雨后的荷塘很安静", "7f3k9xq2mz"]


@pytest.fixture(scope="module")
def judge() -> Passwords:
    return Passwords()


@pytest.mark.parametrize(("password", "code"), REFUSED)
def test_an_easy_password_is_refused(judge: Passwords, password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        judge.require_good(password, "wangfang")
    assert refused.value.code == code


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_passes(judge: Passwords, password: str) -> None:
    judge.require_good(password, "wangfang", "王芳")


@given(st.integers(0, 10_000))
def test_made_passwords_are_good_enough_for_our_own_rules(turn: int) -> None:
    made = easy()
    assert len(made) == 10
    assert set(made) <= set(passwords.EASY)


def test_a_hash_tells_nothing_and_verifies(judge: Passwords) -> None:
    stored = judge.hash("plum-orchard-7")
    assert stored.startswith("$argon2id$")
    assert "plum" not in stored
    assert judge.hash("plum-orchard-7") != stored
    assert judge.verify(stored, "plum-orchard-7")
    assert not judge.verify(stored, "plum-orchard-8")
    assert not judge.verify("not a hash", "plum-orchard-7")
    assert not judge.verify(None, "plum-orchard-7")


def test_who_does_not_get_a_turn_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "QUEUE_SECONDS", 0.01)
    narrow = Passwords(slots=1)
    with narrow._slot(), pytest.raises(Unavailable) as busy:
        narrow.verify(None, "x")
    assert busy.value.code == "sign_in_busy"
