"""Templates of an installed theme as compiled code, kept where Python keeps that of its modules.

To compile one takes longer than to fill it in. Only what was installed is kept, and beside what was installed: whoever
may write there may change the program itself. Templates of a site and of its plugins are compiled in every run, for the
cache of a site may come from anybody.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from cjmsite.cache.code import made_by


class CompiledTheme(jinja2.BytecodeCache):
    """The compiled templates of a theme, of which the files are called `THEME:NAME`."""

    def __init__(self, theme: str, module_folder: Path) -> None:
        self.mark = f"{theme}:"
        self.module_folder = module_folder

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The place of a template's code, with the code where it was kept. It depends on the text, on the name by which
        it is asked for, and on the filters, of which Jinja works out what is constant.
        """
        digest = hashlib.sha256(made_by())
        for part in (name, source):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
        bucket = Bucket(environment, filename or name, digest.hexdigest())
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code from its file; what is damaged or of another text is as if it were not there."""
        place = self._place(bucket)
        if place is not None:
            try:
                with place.open("rb") as file:
                    bucket.load_bytecode(file)
            except Exception:  # a file that was cut short or written over may fail in any way
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code, if Python keeps any and the folder may be written to."""
        place = self._place(bucket)
        if place is None or sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent)
            try:
                with open(handle, "wb") as file:  # noqa: PTH123 - a handle
                    bucket.write_bytecode(file)
                Path(name).replace(place)
            except OSError:
                os.unlink(name)  # noqa: PTH108 - as it was made

    def _place(self, bucket: Bucket) -> Path | None:
        if not bucket.key.startswith(self.mark):
            return None
        name = "template-" + bucket.key.removeprefix(self.mark).replace("/", "-")
        try:
            return Path(importlib.util.cache_from_source(os.fspath(self.module_folder / name)))
        except NotImplementedError:
            return None
