"""`cjmsite inspect`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.data.container import InputFile
    from cjmsite.data.format import Format
    from cjmsite.inspect.seeing import SeenRows, Sight
    from cjmsite.inspect.settling import Settled


@click.command("inspect", short_help="Show what is in an export, and the source that would read it.")
@click.argument("file", metavar="FILE")
@click.option("--write", "write", metavar="ID", help="Put the source into cjmsite.yaml, under this id.")
@click.option("--table", "number", type=click.IntRange(min=1), metavar="N", help="Look at the nth table of the file.")
@click.option("--as", "name", metavar="FORMAT", help="Read it as this format, whatever it looks like.")
@click.option("--encoding", metavar="NAME", help="Read it in this encoding, like cp1252.")
@click.option("--site", metavar="SITE", help="The site's folder; by default the one around the file.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@options.no_local_code
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    write: str | None,
    number: int | None,
    name: str | None,
    encoding: str | None,
    site: str | None,
    format_: str,
    no_local_code: bool,
) -> None:
    """Show what the reader sees in an export, and the source that would read it.

    \b
    cjmsite inspect content/data/survey.csv
    cjmsite inspect content/data/report.csv --table 3
    cjmsite inspect "content/data/weekly.zip!Case.csv" --write cases
    """
    from cjmsite.inspect.mapping import source_id, write_source
    from cjmsite.inspect.seeing import see
    from cjmsite.inspect.telling import as_data, tell
    from cjmsite.report.safetext import safe

    given = _open(file)
    root = _root(site, given)
    known = _formats(root, no_local_code)
    formats = [fmt for fmt, _ in known.values()]
    _check_name(name, known)
    given = _main_member(given, formats)
    sight = see(given, formats, _companions(given, formats), name, encoding)
    table = _table(sight, number)
    identifier = write if write is not None else source_id(given.path)
    shown = _from_root(given, root)
    mapping = write_source(identifier, shown, sight, table)
    if root is None or not Path(given.path).resolve().is_relative_to(root):
        mapping[1] += "  # copy it there first"
    plugin = _missing_plugin(sight, known)
    if format_ == "json":
        import json

        data = as_data(sight, table, mapping) | {"plugin": plugin}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8"))
    else:
        for line in tell(sight, table, options.width()):
            click.echo(safe(line, limit=2_000))
        _tell_problems(sight)
        if sight.usable and write is None:
            _tell_mapping(mapping, plugin)
    if write is not None:
        if not sight.usable or (name is None and sight.verdict is not None and sight.verdict.best is None):
            raise place.Refused("nothing was written: it is not certain what this file is; say it with `--as`")
        settled = _write(root, given, write, mapping, plugin)
        if format_ != "json":
            added = f", and `{plugin}` to its plugins" if plugin else ""
            lines = f"lines {settled.first} to {settled.last}"
            click.echo(f"\nAdded the source `{write}` to {place.SETTINGS_FILE}, {lines}{added}.")
            click.echo("Now decide what is asked there, and run `cjmsite check`.")
    if any(problem.severity == "error" for problem in sight.problems):
        ctx.exit(1)


def _open(file: str) -> InputFile:
    from cjmsite.data.container import InputFile, split_member

    path, member = (file, None) if Path(file).is_file() else split_member(file)
    if not Path(path).is_file():
        what = "a folder" if Path(path).is_dir() else "no file"
        raise place.Refused(f"`{path}` is {what}; give the path of an export, like content/data/survey.csv")
    try:
        return InputFile(path, Path(path).read_bytes(), member)
    except OSError as failure:
        raise place.Refused(f"`{path}` cannot be read: {failure.strerror}") from None


def _root(site: str | None, given: InputFile) -> Path | None:
    if site is not None:
        return place.find(site)
    return place.nearest(Path(given.path).resolve().parent) or place.nearest(Path.cwd())


def _formats(root: Path | None, no_local_code: bool) -> dict[str, tuple[Format, str]]:
    """Every format by its name, with the plugin that declares it: those of the site, and all that are installed."""
    from cjmsite import plugins
    from cjmsite.model.settings import PluginEntry
    from cjmsite.pipeline import configuration

    known: dict[str, tuple[Format, str]] = {}
    for plugin in plugins.installed():
        registry = plugins.collect([(PluginEntry(name=plugin), lambda: None)], {}, Path.cwd())
        for name, fmt in registry.formats.items():
            known.setdefault(name, (fmt, plugin))
    if root is not None:
        opened = place.open_site(str(root), no_local_code=no_local_code)
        for name, fmt in configuration.registry(opened.db).formats.items():
            known[name] = (fmt, "")
    return known


def _check_name(name: str | None, known: dict[str, tuple[Format, str]]) -> None:
    from cjmsite.diagnostics import did_you_mean

    if name is not None and name not in known:
        hint = did_you_mean(name, known) or f"there are {', '.join(sorted(known))}"
        raise place.Refused(f"there is no format `{name}`; {hint}")


def _main_member(given: InputFile, formats: list[Format]) -> InputFile:
    """The file, or the one member of an archive that holds the rows of a format, which others beside it describe."""
    import fnmatch

    from msgspec.structs import replace

    from cjmsite.data.container import members_of

    names = members_of(given) if given.member is None else ()
    for fmt in formats if len(names) > 1 else []:
        if fmt.main is None or fmt.companion is None:
            continue
        plain = {name: name.rpartition("/")[2].casefold() for name in names}
        rows = [name for name, last in plain.items() if fnmatch.fnmatchcase(last, fmt.main)]
        if len(rows) == 1 and any(fnmatch.fnmatchcase(last, fmt.companion) for last in plain.values()):
            return replace(given, member=rows[0])
    return given


def _companions(given: InputFile, formats: list[Format]) -> list[InputFile]:
    """The files beside this one that a format may need to read it."""
    from cjmsite.data.container import InputFile, unpack

    patterns = [fmt.companion for fmt in formats if fmt.companion is not None]
    folder = Path(given.path).parent
    if given.member is not None:
        members = [unpack(InputFile(given.path, given.content, pattern))[0] for pattern in patterns]
        return [InputFile(payload.path, payload.content) for found in members for payload in found]
    return [InputFile(str(path), path.read_bytes()) for pattern in patterns for path in sorted(folder.glob(pattern))]


def _table(sight: Sight, number: int | None) -> SeenRows | None:
    """The table that is meant; unnamed, the one with most rows, or the first one where its format says so."""
    if number is not None:
        found = next((table for table in sight.tables if table.index == number), None)
        if found is None:
            raise place.Refused(f"there is no table {number}; {sight.path} has {len(sight.tables)}")
        return found
    if sight.format is not None and sight.format.first_table and sight.tables:
        return sight.tables[0]
    return max(sight.tables, key=lambda table: (len(table.columns) > 1, table.kept), default=None)


def _from_root(given: InputFile, root: Path | None) -> str:
    """The path of the file within the site; where it lies elsewhere, the place that it should have."""
    path = Path(given.path).resolve()
    inside = root is not None and path.is_relative_to(root)
    shown = path.relative_to(root).as_posix() if inside and root is not None else f"content/data/{path.name}"
    return f"{shown}!{given.member}" if given.member is not None else shown


def _missing_plugin(sight: Sight, known: dict[str, tuple[Format, str]]) -> str | None:
    """The plugin that the settings of the site must list first, for the format to be known."""
    if sight.format is None:
        return None
    plugin = known[sight.format.name][1]
    return plugin if plugin and plugin != "csv" else None


def _tell_problems(sight: Sight) -> None:
    from cjmsite.report.safetext import safe

    for problem in sight.problems:
        line = f", line {problem.span.line}" if problem.span is not None and problem.span.line > 1 else ""
        click.echo(f"\n{problem.severity}{line}: {safe(problem.message, limit=400)}")
        if problem.hint:
            click.echo(f"  {safe(problem.hint, limit=400)}")


def _tell_mapping(mapping: list[str], plugin: str | None) -> None:
    click.echo("\nFor cjmsite.yaml; `--write ID` puts it there:\n")
    if plugin is not None:
        click.echo(f"plugins: [csv, {plugin}]  # with those that you have\n")
    click.echo("sources:")
    for line in mapping:
        click.echo(f"  {line}")


def _write(root: Path | None, given: InputFile, identifier: str, mapping: list[str], plugin: str | None) -> Settled:
    from cjmsite.inspect.settling import CannotSettle, add_source
    from cjmsite.model.slug import slug

    if root is None:
        raise place.Refused("there is no site around this file; give its folder with `--site`")
    if not Path(given.path).resolve().is_relative_to(root):
        raise place.Refused(f"{given.path} is not in the site: copy it into {root.name}/content/data first")
    if slug(identifier) != identifier:
        raise place.Refused(f"`{identifier}` is no id; write it like `{slug(identifier)}`")
    settings = root / place.SETTINGS_FILE
    try:
        settled = add_source(settings.read_bytes().decode("utf-8"), identifier, mapping, plugin)
        settings.write_bytes(settled.text.encode("utf-8"))
    except CannotSettle as why:
        raise place.Refused(f"nothing was written: {why}") from None
    except (OSError, UnicodeDecodeError) as failure:
        raise place.Refused(f"nothing was written: {settings.name} cannot be changed: {failure}") from None
    return settled
