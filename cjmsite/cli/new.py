"""`cjmsite new`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.scaffold.starters import NewFile, Surroundings

TEMPLATES = ("blank", "purchase", "onboarding", "support", "renewal")
"""The names in `cjmsite.scaffold.starters`, which is not imported for the help; a test compares them."""

KINDS = ("persona", "touchpoint", "journey", "metric", "page")

HOSTS = ("github", "gitlab", "azure")
"""The names in `cjmsite.scaffold.ci`, in the same way."""


@click.command("new", short_help="Make a new site, or a new document on a site.")
@click.argument("what", metavar="[PATH | KIND NAME]", required=False)
@click.argument("names", nargs=-1, metavar="")
@click.option(
    "--template", type=click.Choice(TEMPLATES), help="Stages and steps that a journey begins with; default: blank."
)
@click.option("--ci", type=click.Choice(HOSTS), help="Write what this host needs to check and publish a site.")
@options.common
def command(what: str | None, names: tuple[str, ...], template: str | None, ci: str | None) -> None:
    """Make a new site in the folder PATH, or a new document on this site.

    \b
    cjmsite new my-site
    cjmsite new persona "Nora Lind"
    cjmsite new touchpoint "Price letter"
    cjmsite new journey "Switching supplier" --template purchase
    cjmsite new metric "Onboarding NPS"
    cjmsite new --ci github

    KIND is persona, touchpoint, journey, metric, page, or a kind that a plugin of this site adds. Nothing is ever
    overwritten.
    """
    if template is not None and what != "journey":
        raise click.UsageError("--template is for journeys: `cjmsite new journey NAME --template purchase`")
    if what is None:
        if ci is None:
            raise click.UsageError("what is to be made? A site: `cjmsite new my-site`, or `cjmsite new persona NAME`")
        top, files = _ci_files(place.find(None), ci)
        _write(top, files)
        _tell_ci(top, files, ci)
        return
    if len(names) > 1:
        raise click.UsageError(f"a name of several words stands in quotes: `cjmsite new {_quoted(what, names)}`")
    if ci is not None and (names or what in KINDS):
        raise click.UsageError(f"--ci is for sites: `cjmsite new --ci {ci}`, or `cjmsite new my-site --ci {ci}`")
    if names:
        _new_document(what, names[0], template or "blank")
        return
    if not what.strip():
        raise click.UsageError("a site needs a folder: `cjmsite new my-site`, or `cjmsite new .` for this one")
    _refuse_ambiguous(what)
    _new_site(Path(what), ci)


def _quoted(what: str, names: tuple[str, ...]) -> str:
    """What was meant by words without quotes: the name of a document, or the folder of a site."""
    if what in KINDS or place.nearest(Path.cwd()) is not None:
        return f'{what} "{" ".join(names)}"'
    return f'"{" ".join((what, *names))}"'


def _refuse_ambiguous(what: str) -> None:
    """One word may be a folder or a kind without its name: only a folder that cannot be a kind is taken for one."""
    from cjmsite.diagnostics import did_you_mean

    if what in KINDS:
        raise click.UsageError(
            f"`{what}` is a kind of document and needs a name: `cjmsite new {what} NAME`.\n"
            f"  For a site in a folder of that name: `cjmsite new ./{what}`"
        )
    one_word = Path(what).name == what and not Path(what).exists()
    if one_word and place.nearest(Path.cwd()) is not None and did_you_mean(what, KINDS):
        raise click.UsageError(
            f"there is no kind `{what}`; {did_you_mean(what, KINDS)}\n"
            f"  For a site in a folder of that name: `cjmsite new ./{what}`"
        )


def _new_site(folder: Path, ci: str | None) -> None:
    from cjmsite.scaffold.site import site_files
    from cjmsite.scaffold.starters import title_of

    if folder.exists() and not folder.is_dir():
        raise place.Refused(f"`{folder}` is a file; a site needs a folder")
    if (folder / place.SETTINGS_FILE).exists():
        hint = f".\n  In that folder, `cjmsite new --ci {ci}` adds the files for its host" if ci else ""
        raise place.Refused(f"there is a site in `{folder}` already; nothing was written{hint}")
    _refuse_inside(folder.resolve())
    files = site_files(title_of(folder.resolve().name) or "My site", place.today())
    _refuse_taken(folder, files, "Choose another folder, or move what is there")
    top, further = _ci_files(folder.resolve(), ci) if ci is not None else (folder, ())
    _write(folder, files)
    _write(top, further)
    shown = folder.as_posix()
    click.echo(f"Made a site in `{shown}`, with an example in it: {len(files)} files.")
    click.echo("Next:")
    if folder.resolve() != Path.cwd().resolve():
        click.echo(f"  cd {shown}" if " " not in shown else f'  cd "{shown}"')
    click.echo("  cjmsite build              makes the site and says how to open it")
    click.echo("  cjmsite serve              shows it while you write")
    click.echo('  cjmsite new persona "…"    adds the first person of your own')
    if ci is not None:
        _tell_ci(top, further, ci)


def _ci_files(root: Path, host: str) -> tuple[Path, tuple[NewFile, ...]]:
    """The files for a host, and where it looks for them: at the top of the repository that the site lies in."""
    from importlib import metadata

    from cjmsite.report.source import repository
    from cjmsite.scaffold import ci

    top = repository(root)
    folder = root.relative_to(top).as_posix() if root != top else ""
    try:
        files = ci.ci_files(host, folder, ci.source_of(metadata.distribution("cjmsite").read_text("direct_url.json")))
    except ci.NotPossible:
        raise place.Refused(
            f"the folder `{folder}` cannot stand in the files of {host}: letters, digits, `-`, `_` and `.` can"
        ) from None
    _refuse_taken(top, files, "Take what is missing there from the guide, under Publishing, or move it away first")
    return top, files


def _tell_ci(top: Path, files: tuple[NewFile, ...], host: str) -> None:
    from cjmsite.scaffold.ci import steps

    for file in files:
        click.echo(f"Wrote {_from_here(top / file.path)}")
    click.echo("Then, once:")
    for number, step in enumerate(steps(host, files), 1):
        click.echo(f"  {number}. {step}")


def _refuse_taken(root: Path, files: tuple[NewFile, ...], instead: str) -> None:
    taken = [file.path for file in files if (root / file.path).exists()]
    if taken:
        raise place.Refused(
            f"`{_from_here(root)}` has {', '.join(f'`{path}`' for path in taken[:3])} already; nothing was written.\n"
            f"  {instead}"
        )


def _refuse_inside(folder: Path) -> None:
    """A site in the folders that another one reads or writes would be taken for its pages, or be in its way."""
    root = place.nearest(folder.parent)
    if root is None:
        return
    from cjmsite.pipeline import configuration

    settings = configuration.settings(place.open_site(str(root)).db)
    for name in (settings.out, settings.content, "plugins", "themes", "templates"):
        if folder.is_relative_to((root / name).resolve()):
            raise place.Refused(
                f"`{_from_here(folder)}` is in `{name}/` of the site in `{root}`; nothing was written.\n"
                "  Choose a folder outside of that site"
            )


def _new_document(kind: str, name: str, template: str) -> None:
    from cjmsite.scaffold.starters import NewFile, NoName, document_text, id_of, in_folders

    opened = _site_for(kind, name)
    from cjmsite.pipeline import configuration, content

    kinds = configuration.registry(opened.db).kinds
    if kind not in kinds:
        from cjmsite.diagnostics import did_you_mean

        hint = did_you_mean(kind, kinds) or f"kinds: {', '.join(kinds)}"
        raise click.UsageError(f"there is no kind `{kind}`; {hint}")
    try:
        *folders, called = in_folders(name) if kind == content.PAGE else (name,)
        id_ = "/".join(id_of(part) for part in (*folders, called))
        text = document_text(kind, called, _around(opened), place.today(), template)
    except NoName:
        raise click.UsageError(f"no file name can be made of `{name}`: it needs a letter or a digit") from None
    other = content.find(opened.db, kind, id_)
    if other is not None:
        raise place.Refused(f"there is a {kind} `{id_}` already, in `{other}`; nothing was written")
    relative = f"{id_}.md" if kind == content.PAGE else f"{kinds[kind].folder}/{id_}.md"
    _refuse_name(opened, kind, relative)
    file = NewFile(f"{configuration.settings(opened.db).content}/{relative}", text)
    _write(opened.root, (file,))
    click.echo(f"Wrote {_from_here(opened.root / file.path)}")
    _show_problems(opened, file.path)
    click.echo(_next_step(kind, id_))


def _refuse_name(opened: place.Opened, kind: str, relative: str) -> None:
    """A name that the next build would refuse, or would take for something else."""
    from cjmsite.pipeline import configuration, content
    from cjmsite.render import results
    from cjmsite.write.address import is_reserved

    *folders, file = relative.removesuffix(".md").split("/")
    reserved = next((part for part in (*folders, file) if is_reserved(part)), None)
    if reserved is not None:
        raise click.UsageError(f"`{reserved}` cannot be a file name on Windows; choose another name")
    owner = configuration.registry(opened.db).kind_of_folder(folders[0]) if folders else None
    if kind == content.PAGE and owner is not None and owner.name != content.PAGE and file != "index":
        raise click.UsageError(
            f"every file in `{folders[0]}/` is a {owner.name}: use `cjmsite new {owner.name} NAME`, or another folder"
        )
    output = results.output_at(opened.db, f"{relative.removesuffix('.md')}.html")
    # A page may take the place of a list or of the home page, which are there without one.
    if output is not None and not (kind == content.PAGE and output.maker in ("home", "index")):
        raise click.UsageError(f"the site has `{output.url}` already, which is not a {kind}; choose another name")


def _site_for(kind: str, name: str) -> place.Opened:
    if place.nearest(Path.cwd()) is None and kind not in KINDS:
        raise click.UsageError(f"`{kind}` is no kind of document. For a new site give one folder: `cjmsite new {name}`")
    return place.open_site(None, drafts=True)


def _around(opened: place.Opened) -> Surroundings:
    from cjmsite.pipeline import configuration, content, links
    from cjmsite.scaffold.starters import Surroundings

    personas, touchpoints = ([card.id for card in content.cards(opened.db, kind)] for kind in ("persona", "touchpoint"))
    going = {
        id_ for id_ in personas if any(use.card.kind == "journey" for use in links.uses(opened.db, "persona", id_))
    }
    waiting = [id_ for id_ in sorted(personas) if id_ not in going]
    kinds = configuration.registry(opened.db).kinds.values()
    sources = configuration.source_names(opened.db)
    return Surroundings(personas, waiting, touchpoints, sources, {kind.name: kind.starter for kind in kinds})


def _write(root: Path, files: tuple[NewFile, ...]) -> None:
    from cjmsite.write.single import create

    for file in files:
        try:
            create(root / file.path, file.text)
        except FileExistsError:
            raise place.Refused(f"`{_from_here(root / file.path)}` is there already; it was left as it is") from None
        except OSError as failure:
            raise place.Refused(f"cannot write `{root / file.path}`: {failure.strerror}") from None


def _show_problems(opened: place.Opened, path: str) -> None:
    """A beginning that is not right by itself: the name does not do, or a plugin's starter is wrong."""
    from cjmsite.pipeline import content
    from cjmsite.report import source, text
    from cjmsite.report.report import Report

    opened.db.advance()
    found = content.checked(opened.db, path).problems
    if found:
        report = Report(found, source.from_here(opened.root), source.line_of(opened.db))
        click.echo(text.write(report, options.width()), err=True)


def _from_here(path: Path) -> str:
    import os

    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _next_step(kind: str, id_: str) -> str:
    steps = {
        "persona": f"Fill it in, then let the persona go on a journey: `personas: [{id_}]`.",
        "touchpoint": f"Choose its channel, then name it in a step of a journey: `touchpoint: {id_}`.",
        "journey": "Change stages and steps to what your customers do; `cjmsite check` says what is missing.",
        "metric": f"Name its source and columns, take `draft` out, then name it: `metrics: [{id_}]`.",
        "page": "Write it below the second `---`.",
    }
    return f"Next: {steps.get(kind, 'fill it in; `cjmsite check` says what is missing.')}"
