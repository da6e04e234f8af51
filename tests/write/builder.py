"""A child that builds a site, watching what Python opens, writes and connects to while the queries run.

Called with the site's folder, the output folder and a file for what was seen, which may be `-`.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import sysconfig
from pathlib import Path

from cjmsite import build
from cjmsite.render import results

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = (
    "os.rename",
    "os.link",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.symlink",
    "os.chmod",
    "shutil.",
)
RUNS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.")
# The library of number formats looks for the machine's time zone when its dates are imported; nobody asks it for days.
DOORS = ("cjmsite/read/inputs.py", "importlib/metadata/__init__.py", "subprocess.py", "babel/localtime/__init__.py")


def main(root: Path, out: Path, report: str) -> None:
    """Build, and report."""
    import cjmsite_atlas

    import cjmsite

    installed = [Path(module.__file__).parent for module in (cjmsite, cjmsite_atlas)]
    installed += [
        Path(path) for name, path in sysconfig.get_paths().items() if name in ("stdlib", "purelib", "platlib")
    ]
    installed.append(installed[0].parent / "plugins")
    allowed = tuple(os.path.realpath(folder) + os.sep for folder in installed)
    seen: list[str] = []
    watching = False

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if not watching:
            return
        if event == "open":
            path, _, flags = arguments
            name = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes) else str(path)  # type: ignore[arg-type]
            if isinstance(flags, int) and flags & WRITES and name != os.devnull:
                seen.append(f"writes {name}")
            elif not name.startswith(allowed) and name != os.devnull and not through_the_door():
                seen.append(f"reads {name}")
        elif event.startswith(CHANGES):
            seen.append(f"{event} {arguments}")
        elif event.startswith("socket.") and event != "socket.gethostname":
            seen.append(f"{event} {arguments[1:]}")
        elif event.startswith(RUNS) and "git" not in str(arguments):
            seen.append(f"runs {arguments}")

    def through_the_door() -> bool:
        frame = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename.endswith(DOORS):
                return True
            frame = frame.f_back  # type: ignore[assignment]
        return False

    sys.dont_write_bytecode = True
    sys.addaudithook(watch)
    db = build.open_site(root, build.Options(today=datetime.date(2026, 11, 21)))
    watching = True
    findings = build.look(db)
    for output in results.outputs(db):
        results.content(db, output)
    watching = False
    done = build.build(db, out)
    if done.written is None:
        sys.exit("\n".join(f"{f.severity} {f.code} {f.message} {f.span}" for f in findings))
    if report != "-":
        Path(report).write_text(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
