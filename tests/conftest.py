"""What the tests share: whole small sites from strings."""

from __future__ import annotations

import datetime
import signal
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec import Struct

from cjmsite import build
from cjmsite.diagnostics import Diagnostic
from cjmsite.query import Database
from cjmsite.render import results
from tests.chromium import browser, watched
from tests.firefox import fox, running_firefox

__all__ = ["MadeSite", "browser", "fox", "make_site", "running_firefox", "watched", "write_files"]

TODAY = datetime.date(2026, 11, 21)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background, as CI may do: what the tests start would not hear of Ctrl-C either.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class MadeSite(Struct):
    """A site in a folder. `edit` changes its files; `look` and `page` ask the one database that lives on."""

    root: Path
    db: Database

    def edit(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write, replace or (with None) delete files, and begin a new revision."""
        write_files(self.root, files)
        self.db.advance()

    def findings(self) -> tuple[Diagnostic, ...]:
        """Every finding."""
        return build.look(self.db)

    def codes(self) -> list[str]:
        """The codes of all findings, in order."""
        return [finding.code for finding in self.findings()]

    def page(self, url: str) -> str:
        """The text of a page as it is written."""
        output = results.output_at(self.db, url)
        assert output is not None, url
        content = results.content(self.db, output)
        assert content is not None, results.problems(self.db, url)
        return content.decode("utf-8")

    def outputs(self) -> dict[str, bytes]:
        """Every file of the site."""
        found = {output.url: results.content(self.db, output) for output in results.outputs(self.db)}
        return {url: content for url, content in found.items() if content is not None}


def write_files(root: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write files below a folder; text is dedented, None deletes."""
    for name, content in files.items():
        path = root / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = textwrap.dedent(content).lstrip("\n").encode("utf-8")
        path.write_bytes(content)


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., MadeSite]:
    """A function that makes a site from `{path: text}`; cjmsite.yaml has a default."""

    def make(files: Mapping[str, str | bytes | None], **options: object) -> MadeSite:
        root = tmp_path / "site-source"
        write_files(root, {"cjmsite.yaml": "title: Test site\n", **files})
        chosen = build.Options(today=TODAY, **options)  # type: ignore[arg-type]
        return MadeSite(root, build.open_site(root, chosen))

    return make
