"""A zip somebody sent, read in memory. Takes: bytes. Gives: names and contents. Never: a file on disk, more bytes than the limits allow."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping

from builder.errors import Invalid, LimitExceeded

MAX_ZIP = 20 * 1024 * 1024
MAX_ENTRIES = 3000
MAX_FILE = 10 * 1024 * 1024
MAX_TOTAL = 60 * 1024 * 1024
MAX_RATIO = 200
SMALL = 64 * 1024  # below this a high ratio is ordinary: empty lists compress well
FOLDERS = ("forms", "roles", "rules", "workflows", "messages", "segments", "reports", "dashboards", "tests")
NAME = re.compile(rf"app\.json|(?:{'|'.join(FOLDERS)})/[a-z][a-z0-9_]{{0,39}}\.json|data/[a-z][a-z0-9_]{{0,39}}\.jsonl", re.ASCII)
_FOLDERS = (*(f"{folder}/" for folder in FOLDERS), "data/")
_STAMP = (1980, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def read(blob: bytes) -> dict[str, bytes]:
    """The files of a template; raises Invalid or LimitExceeded, before anything large is unpacked."""
    if len(blob) > MAX_ZIP:
        raise LimitExceeded("template_too_large", max=MAX_ZIP // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            entries = _checked(archive.infolist())
            return {entry.filename: _content(archive, entry) for entry in entries}
    except _BROKEN:
        raise Invalid("template_not_a_zip") from None


def _checked(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if len(entries) > MAX_ENTRIES:
        raise LimitExceeded("template_too_many_files", max=MAX_ENTRIES)
    files = [entry for entry in entries if entry.filename not in _FOLDERS]
    for entry in files:
        _check_entry(entry)
    names = [entry.filename.casefold() for entry in files]
    if len(set(names)) < len(names):
        raise Invalid("template_file_twice", file=next(name for name in names if names.count(name) > 1))
    if sum(entry.file_size for entry in files) > MAX_TOTAL:
        raise LimitExceeded("template_too_large", max=MAX_TOTAL // 1024 // 1024)
    return files


def _check_entry(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not NAME.fullmatch(entry.filename) or entry.orig_filename != entry.filename or kind not in (0, stat.S_IFREG):
        raise Invalid("template_file_unknown", file=entry.filename[:80])
    if entry.flag_bits & 0x1:
        raise Invalid("template_encrypted")
    if entry.file_size > MAX_FILE or (entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)):
        raise LimitExceeded("template_file_too_large", file=entry.filename, max=MAX_FILE // 1024 // 1024)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the header promised: a lying header ends the import."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Invalid("template_not_a_zip")
    return content


def write(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same files give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return target.getvalue()
