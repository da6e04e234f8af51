"""`cjmsite`: finding the command that is meant, and what every end of a run means.

Exit codes: 0 all is well, 1 findings, 2 usage or settings, 3 a bug in cjmsite, 130 stopped with Ctrl-C.
Nothing but click is imported here, so that help is there at once.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from cjmsite import __version__
from cjmsite.cli import terminal
from cjmsite.others import hear_no_more, is_stopped, words
from cjmsite.report.safetext import safe

FINDINGS = 1
USAGE = 2
BUG = 3
STOPPED = 130

CORE = (
    "new",
    "serve",
    "build",
    "check",
    "why",
    "impact",
    "inspect",
    "export",
    "import",
    "metrics",
    "plugins",
    "schema",
    "doctor",
    "help",
)
"""The commands of cjmsite itself, in the order of the help; each is a module of this package."""

_NOT_OURS = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.ENAMETOOLONG,
    errno.ELOOP,
    errno.EIO,
    errno.EFBIG,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
)
"""What a system says of its disks, of who may use them, and of how much."""

_MODULES = {"import": "import_"}
"""The modules that cannot be called like their command."""


class Commands(click.Group):
    """The core commands, each imported when it is asked for, and those of the site's plugins after them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The core commands. Those of plugins are not here: listing them would mean running plugins."""
        return list(CORE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; plugins are asked only for a name that the core does not have."""
        if cmd_name in CORE:
            command: click.Command = importlib.import_module(f"cjmsite.cli.{_MODULES.get(cmd_name, cmd_name)}").command
            return command
        from cjmsite.cli.extension import plugin_command

        return plugin_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with the nearest right name for a wrong one."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is not None:
            return name, command, args[1:]
        import difflib

        from cjmsite.cli.extension import plugin_command_names

        known = (*CORE, *plugin_command_names())
        near = ["new"] if name == "init" else difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"commands: {', '.join(known)}"
        raise click.UsageError(f"there is no command `{safe(name, 60)}`; {hint}", ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run, and leave with the exit code that the end of the run means."""
        given = list(sys.argv[1:] if args is None else args)
        debug = "--debug" in given or bool(os.environ.get("CJMSITE_DEBUG"))
        # What a site does not list does not run: pydantic would look for plugins of its own in all that is installed.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        terminal.prepare()
        try:
            result = super().main(given, prog_name or "cjmsite", complete_var, standalone_mode=False, **extra)
        except click.ClickException as failure:
            failure.show()
            sys.exit(failure.exit_code)
        except (click.Abort, KeyboardInterrupt) as failure:
            hear_no_more()
            line = _line_of_plugin(failure.__cause__ or failure)
            click.echo(f"Stopped in a plugin: {line}." if line else "Stopped.", err=True)
            sys.exit(STOPPED)
        except SystemExit:
            raise
        except BaseException as failure:  # whatever code of others may raise
            if is_stopped():
                hear_no_more()
                click.echo("Stopped.", err=True)
                sys.exit(STOPPED)
            if _is_about_a_changing_file(failure):
                click.echo(f"Error: {safe(str(failure), limit=300)}", err=True)
                sys.exit(1)
            if not debug and (reason := _said_by_the_disk(failure)):
                click.echo(f"Error: {safe(reason, limit=300)}", err=True)
                sys.exit(USAGE)
            _tell_of_bug(failure, given, debug)
            sys.exit(BUG)
        sys.exit(result if isinstance(result, int) else 0)


def _line_of_plugin(failure: BaseException) -> str | None:
    """The line of a plugin that a failure came through. What was not imported yet was not running either."""
    plugins = sys.modules.get("cjmsite.plugins")
    return plugins.line_of_plugin(failure, bundled=False) if plugins is not None else None


def _is_about_a_changing_file(failure: BaseException) -> bool:
    """Whether somebody wrote to a file while it was read. Who imports nothing that reads files cannot fail so."""
    large = sys.modules.get("cjmsite.read.large")
    return large is not None and isinstance(failure, large.Changing)


def _said_by_the_disk(failure: BaseException) -> str | None:
    """What the system does not let us do, whatever we had done otherwise; None for other failures."""
    if isinstance(failure, MemoryError):
        return "there is not enough memory"
    if not isinstance(failure, OSError) or _line_of_plugin(failure):
        return None
    if failure.errno in _NOT_OURS:
        return f"{failure.strerror}: {failure.filename}" if failure.filename else f"{failure.strerror}"
    try:
        os.getcwd()  # noqa: PTH109 - only whether there is one
    except OSError:
        return "the current folder is not there any more; go to another one"
    return None


def _tell_of_bug(failure: BaseException, given: list[str], debug: bool) -> None:
    """A mistake of ours, in few words; where it happened only for those who ask."""
    if debug:
        import traceback

        traceback.print_exception(failure)
    reason = safe(words(failure), limit=300)
    if not isinstance(failure, Exception) and (line := _line_of_plugin(failure)):
        click.echo(f"Error: a plugin failed: {reason} ({safe(line)})", err=True)
        return
    click.echo(f"Error: cjmsite itself failed, which is a bug: {reason}", err=True)
    again = " ".join(["cjmsite", *(word for word in given if word != "--debug"), "--debug"])
    click.echo(
        f"  To report it, run `{safe(again, limit=300)}` and send what it prints,\n"
        f"  with your versions: cjmsite {__version__}, Python {sys.version.split()[0]}, {sys.platform}.",
        err=True,
    )


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Plugins of a site may add commands of their own: `cjmsite plugins` lists them.",
)
@click.version_option(__version__, "-V", "--version", message="cjmsite %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of a bug.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Turn a folder of Markdown into a site of customer journey maps, with numbers from real exports."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> NoReturn:
    """The entry point of `cjmsite` and of `python -m cjmsite`."""
    try:
        cli.main()
    except SystemExit as leaving:
        _end(leaving.code)
        raise


def _end(code: object) -> None:
    """End the process at once, if nothing waits for its end: Python would first take everything apart that a build
    has made, which is a twentieth of the time that the build took.
    """
    threading = sys.modules.get("threading")
    if not isinstance(code, int) or (threading is not None and threading.active_count() > 1):
        return
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)
