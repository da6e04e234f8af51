"""What the tests of the output folder share: its content as values, its links, and a child that dies at will."""

from __future__ import annotations

import os
import posixpath
import re
import signal
import sys
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from cjmsite.write import folder
from cjmsite.write.folder import Written
from cjmsite.write.manifest import digest

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_STEPS = frozenset(["os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.symlink"])


def publish(
    out: Path, files: Mapping[str, bytes], *, force: bool = False, on_wait: Callable[[], None] = lambda: None
) -> Written:
    """Write files as a build does."""
    wanted = {url: digest(content) for url, content in files.items()}
    return folder.publish(out, wanted, files.__getitem__, force=force, on_wait=on_wait)[0]


def files_in(folder: Path) -> dict[str, bytes | str]:
    """Everything in a folder, hidden names too: content of files, `-> target` of links, `/` for empty folders."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[name] = "/"
    return found


def site_in(folder: Path) -> dict[str, bytes | str]:
    """The same without the list of files that cjmsite keeps for itself."""
    return {name: content for name, content in files_in(folder).items() if name != ".cjmsite-manifest.json"}


def dead_links(files: Mapping[str, bytes | str], start: str = "index.html") -> list[str]:
    """Links that lead to nothing, on every page that a reader can reach from the start."""
    if start not in files:
        return []
    dead = []
    pending, seen = [start], {start}
    while pending:
        page = pending.pop()
        content = files[page]
        if not page.endswith(".html") or isinstance(content, str):
            continue
        for link in re.findall(r'\s(?:href|src)="([^"#?]+)', content.decode()):
            if ":" in link.split("/")[0]:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(unescape(link))))
            if target not in files:
                dead.append(f"{page} -> {target}")
            elif target not in seen:
                seen.add(target)
                pending.append(target)
    return dead


def killed_at(step: int, action: Callable[[], object]) -> bool:
    """Run an action in a child that is killed before its nth change of the disk; whether it came that far."""
    child = os.fork()
    if child == 0:
        count = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            flags = arguments[2] if event == "open" else 0
            if event in _STEPS or (isinstance(flags, int) and flags & _WRITES):
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            action()
        except BaseException:
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the child failed"
    return os.WIFSIGNALED(status)
