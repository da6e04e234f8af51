"""Answers as bytes, and back. Reading them runs nothing: they may come from anybody.

They are pickles of plain values and of the data classes that the code declares itself. A name of anything else in
them is refused, and the answer counts as unknown.
"""

from __future__ import annotations

import datetime
import importlib
import io
import os
import pickle
import sys
import zlib
from array import array
from pathlib import PosixPath, PurePosixPath, WindowsPath
from typing import Any, BinaryIO

from msgspec import Struct

from cjmsite.query import ABSENT, Memo, Unknown

_PLAIN: dict[tuple[str, str], Any] = {
    ("builtins", name): kind
    for name, kind in {"frozenset": frozenset, "set": set, "complex": complex, "bytearray": bytearray}.items()
}
_DATES = (datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone)
_PLAIN |= {("datetime", kind.__name__): kind for kind in _DATES}
_PLAIN |= {("pathlib", kind.__name__): kind for kind in (PosixPath, PurePosixPath, WindowsPath)}
_known: dict[tuple[str, str], Any] = {}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = _known.get((module, name))
        if found is None:
            found = _known[module, name] = _allowed(module, name)
        return found


def _allowed(module: str, name: str) -> Any:
    """A class of values. Plugins' own are there only once their plugin was loaded."""
    if (module, name) in _PLAIN:
        return _PLAIN[module, name]
    if is_own_module(module):
        importlib.import_module(module)
    elif module.partition(".")[0] in sys.stdlib_module_names:
        raise Unknown(f"{module}.{name} is no class of values")  # the few that are stand in `_PLAIN`
    found = getattr(sys.modules.get(module), name, None)
    if not (isinstance(found, type) and found.__module__ == module and _is_value(found)):
        raise Unknown(f"{module}.{name} is no class of values")
    return found


def is_own_module(name: str) -> bool:
    """Whether a module is one of this package, which does nothing when it is imported."""
    first, *below = name.split(".")
    return first == "cjmsite" and bool(below) and all(part.isidentifier() and part[:2] != "__" for part in below)


def _is_value(found: type) -> bool:
    if issubclass(found, Struct) or hasattr(found, "__dataclass_fields__") or hasattr(found, "model_fields"):
        return True
    return found.__mro__[1] in (int, float, str, tuple)


_TEXT = b"T"
"""What an answer begins with that is nothing but text, by far the most common one. No pickle begins so."""


def encoded(value: Any) -> bytes | None:
    """An answer as bytes; None where it is no plain value."""
    if type(value) is str:
        return _TEXT + value.encode("utf-8", "surrogatepass")
    try:
        return written(value)
    except Exception:
        return None


def written(value: Any) -> bytes:
    """A pickle of plain values."""
    return pickle.dumps(value, 5)


def decoded(content: bytes | memoryview) -> Any:
    """An answer from bytes. Raises Unknown."""
    try:
        if content[:1] == _TEXT:
            return str(content[1:], "utf-8", "surrogatepass")
        return _Reader(io.BytesIO(content)).load()
    except Unknown:
        raise
    except Exception as failure:
        raise Unknown(f"{type(failure).__name__}: {failure}") from None


class Answers:
    """Answers in an open file: of each `places` has where it begins, its size and its checksum.

    They are read when they are asked for: a file that is mapped would count as memory of the process.
    """

    def __init__(self, file: BinaryIO, places: array[int], end: int) -> None:
        self.file = file
        self.places = places
        self.end = end

    def raw(self, number: int) -> bytes:
        """The bytes of an answer; none where it was not kept, or where they are others by now."""
        start, size, checksum = self.places[3 * number : 3 * number + 3]
        found = read_at(self.file, start, size) if start + size <= self.end else b""
        return found if zlib.crc32(found) == checksum else b""

    def get(self, number: int) -> Any:
        """An answer. Raises Unknown."""
        raw = self.raw(number)
        if not raw:
            raise Unknown("not kept")
        return decoded(raw)


def read_at(file: BinaryIO, start: int, size: int) -> bytes:
    """Bytes of a file from a place on; fewer where it ends."""
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), size, start)
    file.seek(start)
    return file.read(size)


def stored(memo: Memo) -> bytes:
    """An answer as it is stored; nothing where it is not kept, or cannot be."""
    if memo.error is not None or memo.key[0].passing:
        return b""
    if memo.value is not ABSENT:
        return encoded(memo.value) or b""
    return memo.store.raw(memo.place) if isinstance(memo.store, Answers) else b""
