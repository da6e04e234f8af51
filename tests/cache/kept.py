"""A small site that was built once, and its cache, to be damaged."""

from __future__ import annotations

from pathlib import Path

from cjmsite import build
from cjmsite.cache import ledger, memory, table
from cjmsite.cache.code import made_by
from tests.conftest import TODAY, write_files
from tests.write.folders import files_in

OPTIONS = build.Options(today=TODAY)
FILES = {
    "cjmsite.yaml": "title: Small\n",
    "content/a.md": "# A\n\nWords [b](b.md)\n",
    "content/b.md": "# B\n",
    "content/personas/nora.md": "---\nname: Nora\n---\nWords.\n",
}


class Kept:
    """A site that was built once, and its cache."""

    def __init__(self, folder: Path) -> None:
        self.root, self.out = folder / "one", folder / "out"
        write_files(self.root, FILES)
        self.path = self.root / memory.FOLDER / memory.FILE
        self.build()
        self.answers = answers_of(self.path)
        self.content, self.answered = self.path.read_bytes(), self.answers.read_bytes()
        self.site = files_in(self.out)
        self.code = made_by()

    def build(self) -> bool:
        """Build; says whether the past was of use."""
        db, known = build.resume(self.root, OPTIONS)
        assert build.build(db, self.out, known).written
        return known.past is not None

    def as_it_was(self) -> None:
        """Put the cache back."""
        self.path.write_bytes(self.content)
        self.answers.write_bytes(self.answered)

    def load(self, content: bytes) -> ledger.Ledger | None:
        """What is made of such a table."""
        self.path.write_bytes(content)
        return ledger.load(self.path, self.code)


def answers_of(path: Path) -> Path:
    """The one file with answers beside a table."""
    (found,) = path.parent.glob(f"{path.name}-*")
    return found


def borders(content: bytes) -> list[int]:
    """Where the head of a table ends, and each part."""
    found = [table._SIZE]
    for size in table._HEAD.unpack_from(content)[4:]:
        found.append(found[-1] + size)
    return found
