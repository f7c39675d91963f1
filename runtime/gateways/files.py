"""Bytes of uploaded files on disk. Takes: ids made by the engine. Gives: streams. Never: a name or path from a caller.

A file lies under `<data>/files/<last two characters>/<id>`; it is written beside its place, synced and moved there:
it is whole or absent.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from runtime.ids import decode

CHUNK = 1024 * 1024
SNIFF = 16
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_ZIPPED = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_TEXTS = {".csv": "text/csv", ".txt": "text/plain", ".json": "application/json", ".md": "text/plain"}
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/heic"})
UNKNOWN = "application/octet-stream"


def sniffed(head: bytes, name: str) -> str:
    """The type a file has by its first bytes; its name decides only between types with the same beginning."""
    suffix = os.path.splitext(name.lower())[1]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1"):
        return "image/heic"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _ZIPPED.get(suffix, kind) if kind == "application/zip" else kind
    return UNKNOWN if b"\x00" in head else _TEXTS.get(suffix, UNKNOWN)


class FileDisk:
    """The files of one installation."""

    def __init__(self, data_dir: Path) -> None:
        self._root = data_dir / "files"

    def path(self, key: str) -> Path:
        """Where a file lies."""
        decode(key)
        return self._root / key[-2:] / key

    def save(self, key: str, stream: BinaryIO, limit: int) -> tuple[int, str]:
        """(size, sha256) of what was written; raises ValueError("file_too_large") above `limit` bytes and leaves nothing."""
        place = self.path(key)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        digest, size = hashlib.sha256(), 0
        try:
            with open(part, "xb") as file:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise ValueError("file_too_large")
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
        return size, digest.hexdigest()

    def open(self, key: str) -> BinaryIO:
        """The bytes of a file; raises FileNotFoundError."""
        return open(self.path(key), "rb")

    def delete(self, key: str) -> None:
        """Forgets a file."""
        self.path(key).unlink(missing_ok=True)
