"""Settings: keys that are refused, the key made at the first start, numbers that are none."""

from pathlib import Path

import pytest

from builder.errors import Invalid
from runtime.app import load_settings, require_good_key

GOOD = "kX93jdh27sQpLm48vBnRt61wZyAeTgUi"
BAD_KEYS = ["", "short", "a" * 64, "abcabcabc" * 8, "changeme-" + GOOD, "my-SECRET-key-" + GOOD, "dougong-" + GOOD, GOOD[:31]]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_short_or_known_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        require_good_key(key)


def test_a_key_from_the_environment_is_judged_too(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        load_settings({"DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_SECRET_KEY": "short"})
    assert refused.value.code == "secret_key_short"
    assert load_settings({"DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_SECRET_KEY": GOOD}).secret_key == GOOD


def test_the_first_start_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = load_settings({"DOUGONG_DATA_DIR": str(folder)})
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert load_settings({"DOUGONG_DATA_DIR": str(folder)}).secret_key == first.secret_key
    assert load_settings({"DOUGONG_DATA_DIR": str(tmp_path / "other")}).secret_key != first.secret_key


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(Invalid):
        load_settings({"DOUGONG_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "１", "9" * 20])
def test_a_number_is_a_number(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_settings({"DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_PORT": text})
    assert refused.value.code == "setting_number"


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    found = load_settings(
        {"DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_BASE_URL": "https://crm.example.com", "DOUGONG_TRUSTED_HOSTS": "a.cn, b.cn"}
    )
    assert (found.secure_cookies, found.trusted_hosts, found.sqlite) == (True, ("a.cn", "b.cn"), True)
