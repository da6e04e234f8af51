"""`cjmsite serve`."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place
from cjmsite.cli.main import STOPPED
from cjmsite.cli.speaker import Speaker

if TYPE_CHECKING:
    from pathlib import Path

    from cjmsite.diagnostics import Diagnostic

PORT = 8000
EDITORS = ("vscode", "cursor", "idea", "sublime", "none")
"""The names in `cjmsite.preview.editor`, which is not imported for the help; a test compares them."""


@click.command("serve", short_help="Show a site in the browser while you write.")
@options.site_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default: 8000, or the next one that is free.")
@click.option("--open", "open_", is_flag=True, help="Open the site in the browser.")
@click.option("--poll", is_flag=True, help="Look at all files once a second; for network folders.")
@options.drafts
@click.option(
    "--allow-host", multiple=True, metavar="NAME", help="Answer to this name too; may be given several times."
)
@click.option("--editor", type=click.Choice(EDITORS), help="Which editor the links of mistakes open; default: vscode.")
@options.no_local_code
@options.common
def command(
    site: str | None,
    host: str,
    port: int | None,
    open_: bool,
    poll: bool,
    drafts: bool,
    allow_host: tuple[str, ...],
    editor: str | None,
    no_local_code: bool,
) -> None:
    """Show the site in SITE, or the one around the current folder, in the browser, and keep it up to date.

    Every open page changes in place when a file that it is made from is saved. Nothing is written.
    """
    gc.disable()  # until the site is read: hardly anything that is made before will go
    from cjmsite.preview import gate, server

    root = place.find(site)
    place.today()  # a wrong SOURCE_DATE_EPOCH is told now and not to the first reader
    if not gate.is_local(host) and not allow_host:
        raise place.Refused(
            f"`--host {host}` would let other machines read this site, drafts and mistakes included.\n"
            "  If that is meant, say under which name: `--allow-host 192.168.1.20`, for example."
        )
    try:
        listening = server.open_socket(host, PORT if port is None else port, tries=server.TRIES if port is None else 1)
    except server.PortTaken as failure:
        raise place.Refused(f"port {failure} is taken; choose another with --port, or none for a free one") from None
    except OSError as failure:
        raise place.Refused(f"cannot listen on `{host}`: {failure.strerror or failure}") from None
    taken = listening.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name if gate.is_local(host) else allow_host[0].partition(':')[0]}:{taken}/"
    if not gate.is_local(host):
        click.echo("Warning: other machines in this network can read this site now.", err=True)
    click.echo(f"Serving {root.name} at {click.style(url, bold=True)} (Ctrl-C stops)")
    if open_:
        click.launch(url)

    def chosen() -> build.Options:
        return build.Options(place.today(), drafts, None, not no_local_code)

    from cjmsite import build
    from cjmsite.preview.session import Choices

    _prefer_answers()
    speaker = Speaker()
    try:
        server.run(listening, root, gate.Gate(taken, allow_host), Choices(chosen, editor, poll), Screen(root, speaker))
    finally:
        if not speaker.end():  # at its usual end, Python waits for a terminal that takes nothing, or aborts
            os._exit(STOPPED)


def _prefer_answers() -> None:
    """Let the thread that answers take its turn soon, also while the one that makes pages is at work."""
    sys.setswitchinterval(0.001)


class Screen:
    """The terminal of the person who works on the site."""

    def __init__(self, root: Path, speaker: Speaker) -> None:
        self._root = root
        self._say = speaker.say
        self._errors: tuple[Diagnostic, ...] = ()

    def changed(self, files: tuple[str, ...], tabs: int, milliseconds: float) -> None:
        """Say in one line what changed."""
        from cjmsite.report import text
        from cjmsite.report.safetext import safe

        what = safe(files[0], 60) if len(files) == 1 else text.amount(len(files), "file")
        told = f", {text.amount(tabs, 'open page')} updated" if tabs else ""
        self._say(f"{time.strftime('%H:%M:%S')} {what}{told} ({milliseconds:.0f} ms)")

    def found(self, findings: tuple[Diagnostic, ...], line: Callable[[str, int], str | None]) -> None:
        """Show the errors when they are others than before."""
        from cjmsite.report import source, text
        from cjmsite.report.report import Report

        errors = tuple(finding for finding in findings if finding.severity == "error")
        if errors == self._errors:
            return
        self._errors = errors
        if errors:
            self._say(text.write(Report(errors, source.from_here(self._root), line), options.width()), err=True)
        else:
            self._say(click.style("All errors are mended.", fg="green"), err=True)

    def polls(self, reason: str, remedy: str) -> None:
        """Say that files are looked at once a second."""
        self._say(
            f"The system has no file watches left ({reason}): files are looked at once a second instead.\n"
            f"  On Linux, `{remedy}` gives more.",
            err=True,
        )

    def hangs(self, file: str, line: int) -> None:
        """Say where something may never end, and how it does."""
        from cjmsite.report.safetext import safe

        self._say(
            f"Something takes very long in {safe(file)}, line {line}. Nothing else is made until it ends.\n"
            "  If it never does, as a loop without an end: mend the file and save it, which breaks it off.",
            err=True,
        )

    def failed(self, failure: Exception) -> None:
        """Tell of a bug, and go on."""
        import traceback

        from cjmsite.plugins import line_of_plugin
        from cjmsite.preview.worker import Ended
        from cjmsite.report.safetext import safe

        if isinstance(failure, Ended) and (line := line_of_plugin(failure.__cause__ or failure, bundled=False)):
            what = f"{safe(str(failure), 300)} ({safe(line)})"
            self._say(f"Error: a plugin failed: {what}; the preview goes on.", err=True)
            return
        self._say("cjmsite itself failed, which is a bug; the preview goes on.", err=True)
        self._say("".join(traceback.format_exception(failure)), err=True)
