"""Files that are made to be taken along. Takes: a folder, what fills a file. Gives: its bytes. Never: a file that stays."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

CHUNK = 1 << 16


def filled(folder: Path, fill: Callable[[Path], None]) -> Iterator[bytes]:
    """The bytes of a file that is filled at once, so that a fault comes before the first of them; it has no name any more by then."""
    with NamedTemporaryFile(dir=folder, delete=False) as made:
        path = Path(made.name)
    try:
        fill(path)
        return _chunks(path.open("rb"))
    finally:
        path.unlink()


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk
