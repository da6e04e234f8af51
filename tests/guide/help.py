"""Writes the real help texts into the guide's blocks: `python -m tests.guide.help`."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from cjmsite.cli.main import cli

GUIDE = Path(__file__).parents[2] / "content" / "guide"
BLOCK = re.compile(r"(?<=^```text\n)\$ cjmsite((?: [a-z-]+)*) --help\n.*?(?=^```$)", re.MULTILINE | re.DOTALL)


def current(match: re.Match[str]) -> str:
    """A block with the help text of now."""
    words = [*match[1].split(), "--help"]
    shown = CliRunner().invoke(cli, words, prog_name="cjmsite", terminal_width=80, color=False).output
    return f"$ cjmsite{match[1]} --help\n{shown.strip()}\n"


if __name__ == "__main__":
    for page in GUIDE.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(current, text), encoding="utf-8")
