"""Random mistakes in every file of a site: whatever an author mistypes is a finding, never a crash."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.hostile.fullsite import full_site

BODY = (
    "# A\n\nSee [x](persona:nora), ![i](/personas/a.png) and [y](../guide/page.md#a).\n\n> [!NOTE]\n> a\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\nx[^1]\n\n[^1]: n\n\n```yaml file=x\na: 1\n```\n"
)
PIECES = [
    "[",
    "]",
    "{",
    "}",
    ":",
    "'",
    '"',
    "#",
    "\n",
    "\t",
    "\\",
    "\x00",
    "\x01",
    "%",
    "@",
    "`",
    "~",
    "null",
    "true",
    "no",
    "1e400",
    ".inf",
    "-1",
    "2026-02-30",
    "é",
    "\u2028",
    "\ufeff",
    "😀",
    "../",
    "//",
    "javascript:",
    "<b>",
    "{{",
    "}}",
    "?",
    "<<:",
    "=",
    "[[",
    "](",
    "![",
    "|",
    "\r",
    "31%",
    "PT5M",
    "9999-12-31",
    "0001-01-01",
    "1_000",
    "0x1F",
    "nan",
    "&a",
    "*a",
    "!!str",
    "---",
    "...",
]
VALUES = [
    "[a, b]",
    "{a: b}",
    "[[a]]",
    "{a: {b: c}}",
    "[{a: 1}]",
    "",
    "a",
    "5",
    "-3.5",
    "[]",
    "{}",
    "99999999999999999999",
]


def mistyped(text: str, choice: random.Random) -> str:
    """A text with one mistake: a piece put in, letters or a line lost, a line twice, a value of another type."""
    lines = text.split("\n")
    here, line = choice.randrange(len(text) + 1), choice.randrange(len(lines))
    kind = choice.randrange(5)
    if kind == 0:
        return text[:here] + choice.choice(PIECES) + text[here:]
    if kind == 1:
        return text[:here] + text[here + choice.randrange(1, 12) :]
    if kind == 2:
        lines.insert(choice.randrange(len(lines)), lines[line])
    elif kind == 3:
        lines.pop(line)
    else:
        lines[line] = lines[line].partition(":")[0] + ": " + choice.choice(VALUES)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(30))
def test_no_mistake_is_a_crash(make_site: Callable[..., MadeSite], seed: int) -> None:
    choice = random.Random(seed)
    files = full_site("Some words", body=BODY)
    names = sorted(name for name in files if not name.endswith(".png"))
    for _ in range(4):
        name = choice.choice(names)
        content = files[name]
        assert isinstance(content, bytes)
        files[name] = mistyped(content.decode(), choice).encode()
    site = make_site(files)
    for finding in site.findings():
        assert finding.code not in ("plugin-failed", "template-failed"), finding
        if finding.span and finding.span.path in files:
            content = files[finding.span.path]
            assert isinstance(content, bytes)
            lines = content.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert 1 <= finding.span.line <= len(lines), finding
            assert 1 <= finding.span.column <= len(lines[finding.span.line - 1]) + 2, finding
    site.outputs()
