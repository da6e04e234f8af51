"""Every file of the site and its content: the queries that build, preview and check ask.

A page is made in two steps: its shell from templates, with marks where words of bodies, parts that are alike on all
pages of a folder and versions of files go, and then these. So a page of which only a body changed, or the site's
navigation, costs next to nothing, and nothing but this module is needed for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic
from cjmsite.pipeline import choices, story
from cjmsite.pipeline.marks import fill
from cjmsite.query import Database, passing, query
from cjmsite.read import inputs
from cjmsite.render import assets, machines


class Output(Struct, frozen=True):
    """One file of the site: its address, what makes it, and from which source it comes for an error message."""

    url: str
    maker: str
    argument: str
    source: str | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it is a file of the site or the theme as it is."""
        return self.maker in ("media", "static")


class Page(Struct, frozen=True):
    """The text of an output, or the reasons why there is none."""

    text: str | None
    problems: tuple[Diagnostic, ...] = ()


class Shell(Struct, frozen=True):
    """A page with marks for the words of `stories` and for shared `parts`, or the reasons why there is none."""

    text: str | None
    problems: tuple[Diagnostic, ...] = ()
    secret: str = ""
    stories: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@query
def outputs(db: Database) -> tuple[Output, ...]:
    """Everything that is written, by address. Of two that clash the first is kept; see `outputs.clashes`."""
    from cjmsite.render.outputs import all_outputs

    return all_outputs(db)


@query
def output_at(db: Database, url: str) -> Output | None:
    """The output of an address, or None."""
    from cjmsite.render.outputs import find_output

    return find_output(db, url)


@query
def shell(db: Database, url: str) -> Shell:
    """A page without the words of bodies."""
    from cjmsite.render.pages import make_shell

    return make_shell(db, url)


@query
def in_navigation(db: Database) -> frozenset[str]:
    """The addresses in the navigation, of which it says that one is there."""
    from cjmsite.render.shared import navigation

    return frozenset(item.url for item in navigation(db))


def seat(db: Database, url: str) -> str:
    """From where a page's shared parts are seen: its folder, unless the navigation names the page itself."""
    return url if url == "index.html" or url in in_navigation(db) else f"{url.rpartition('/')[0]}/"


@query
def part(db: Database, name: str, seat: str) -> Shell:
    """A part that all pages of a seat share."""
    from cjmsite.render.pages import make_part

    return make_part(db, name, seat)


@query
def problems(db: Database, url: str) -> tuple[Diagnostic, ...]:
    """Why a page cannot be made."""
    made = shell(db, url)
    return made.problems + tuple(problem for part in _parts(db, url, made) for problem in part.problems)


def _parts(db: Database, url: str, made: Shell) -> list[Shell]:
    here = seat(db, url)
    return [part(db, name, here) for name in made.parts]


@passing
def page(db: Database, url: str) -> Page:
    """The text of an output that is made and not copied, for whoever asks for it again and again.

    Addresses of styles and scripts bear no version, so that new ones make no new page.
    """
    output = output_at(db, url)
    if output is None:
        raise KeyError(url)
    found = _assembled(db, output)
    return _filled(db, output, lambda target: "") if found is None else Page(found.decode("utf-8"))


def _assembled(db: Database, output: Output) -> bytes | None:
    return machines.assembled(db, output.argument) if output.maker == "export" else None


def _filled(db: Database, output: Output, version: Callable[[str], str]) -> Page:
    made = shell(db, output.url)
    if made.text is None:
        return Page(None, made.problems)
    parts = {}
    for name, found in zip(made.parts, _parts(db, output.url, made), strict=True):
        if found.text is None:
            return Page(None, found.problems)
        parts[name] = fill(found.text, found.secret, version)
    stories = [story.filled(db, path, output.url) for path in made.stories]
    return Page(fill(made.text, made.secret, version, stories, parts))


@query
def digest(db: Database, url: str) -> str | None:
    """The SHA-256 of an output; None where it cannot be made. Raises InputError for a copy that cannot be read."""
    output = output_at(db, url)
    made = content(db, output) if output is not None else None
    if output is None or made is None:
        return None
    found = hashlib.sha256(made).hexdigest()
    if not output.is_copy and (shelf := db.aside(choices.SHELF)) is not None:
        shelf.put(found, made)
    return found


def content(db: Database, output: Output) -> bytes | None:
    """The bytes of an output; None where its page has problems."""
    if output.maker == "media":
        return inputs.load(db, output.argument)
    if output.maker == "static":
        path = output.argument
        return inputs.load_installed(db, path) if path.startswith("/") else inputs.load(db, path)
    if (found := _assembled(db, output)) is not None:
        return found
    text = _filled(db, output, partial(assets.version_part, db)).text
    return None if text is None else text.encode("utf-8")


# What a run needs to know of a site before and after its pages


@query
def found(db: Database) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the site."""
    from cjmsite.render.faults import everything

    return everything(db)


@query
def settings_are_wrong(db: Database) -> bool:
    """Whether cjmsite.yaml itself must be mended."""
    from cjmsite.pipeline import findings

    return findings.settings_are_wrong(db)


@query
def is_held(db: Database) -> bool:
    """Whether the settings, a plugin's code, the theme or the folder of the pages cannot be read at all: every page
    would be another one, or none.
    """
    from cjmsite.pipeline.configuration import lacks_content, lacks_theme, registry, settings_text

    wrong = bool(settings_text(db).problems) or bool(registry(db).problems)
    return wrong or lacks_theme(db) or lacks_content(db)


@query
def folders(db: Database) -> tuple[str, str]:
    """The folder of the pages, and the one that is written unless another is chosen."""
    from cjmsite.pipeline.configuration import settings

    return settings(db).content, settings(db).out


@query
def data_files(db: Database) -> frozenset[str]:
    """Every file that a source reads."""
    from cjmsite.pipeline.configuration import settings

    patterns = [pattern for source in settings(db).sources.values() for pattern in source.file]
    places = [pattern.partition("!")[0] for pattern in patterns]
    return frozenset(path for place in places if inputs.is_plain(place) for path in inputs.matching(db, place))


@query
def metrics(db: Database) -> tuple[str, ...]:
    """The ids of all metrics."""
    from cjmsite.pipeline.content import cards

    return tuple(card.id for card in cards(db, "metric"))
