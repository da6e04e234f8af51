"""A preview that runs for hours, on a day that is read from a file: `python -m bench.soak.living SITE DAY-FILE`.

It is the server of `cjmsite serve`. What it says of bugs goes to its error output, and nothing else does.
"""

from __future__ import annotations

import datetime
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from cjmsite import build
from cjmsite.diagnostics import Diagnostic
from cjmsite.preview import gate, server
from cjmsite.preview.session import Choices


class Silence:
    """A terminal that shows bugs alone."""

    def changed(self, files: tuple[str, ...], tabs: int, milliseconds: float) -> None:
        """Of no interest."""

    def found(self, findings: tuple[Diagnostic, ...], line: Callable[[str, int], str | None]) -> None:
        """Of no interest."""

    def polls(self, reason: str, remedy: str) -> None:
        """Of interest: a soak is to run with the doorbell."""
        print(f"no watches: {reason}", file=sys.stderr, flush=True)

    def hangs(self, file: str, line: int) -> None:
        """A soak has no code that takes so long."""
        print(f"hangs: {file}:{line}", file=sys.stderr, flush=True)

    def failed(self, failure: Exception) -> None:
        """A bug."""
        traceback.print_exception(failure)


def main() -> None:
    """Serve until the process is ended."""
    root, day = (Path(argument) for argument in sys.argv[1:3])

    def chosen() -> build.Options:
        return build.Options(datetime.date.fromisoformat(day.read_text(encoding="ascii").strip()))

    listening = server.open_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    print(port, flush=True)
    server.run(listening, root, gate.Gate(port), Choices(chosen), Silence())


if __name__ == "__main__":
    main()
