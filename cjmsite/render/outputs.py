"""What files a site has: pages, lists, pictures, styles, exports, and redirects from former addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.model.common import ImageFile
from cjmsite.pipeline import story
from cjmsite.pipeline.configuration import registry, theme
from cjmsite.pipeline.content import PAGE, card, cards, checked, front, origin
from cjmsite.pipeline.files import page_files
from cjmsite.pipeline.links import mentioned, resolve_file
from cjmsite.query import Database, eager_if_few, passing, query
from cjmsite.read import inputs
from cjmsite.render import besides, exports, views
from cjmsite.render.results import Output, outputs
from cjmsite.write.address import fault, spelled_alike


def all_outputs(db: Database) -> tuple[Output, ...]:
    """Everything that is written, by address. Of two that clash the first is kept; see `clashes`."""
    return tuple(sorted(_by_address(_wanted(db)).values(), key=lambda output: output.url))


@query
def clashes(db: Database) -> tuple[Diagnostic, ...]:
    """Two sources for one output, also where only the case or the spelling of a letter differs."""
    seen: dict[str, Output] = {}
    problems = []
    for output in _wanted(db):
        first = seen.setdefault(spelled_alike(output.url), output)
        if first is output or first == output or _same_document(db, first, output):
            continue
        place = output.source or first.source
        problems.append(
            error(
                "output-clash",
                f"`{first.source or first.maker}` and `{output.source or output.maker}` both make `{output.url}`",
                Span(place) if place else None,
                "rename one of them, or give it another `id:`",
            )
        )
    return tuple(problems)


def _same_document(db: Database, first: Output, second: Output) -> bool:
    """Whether two files claim one id: that is told already."""
    if first.maker != "document" or second.maker != "document":
        return False
    one, other = origin(db, first.argument), origin(db, second.argument)
    return (one.kind, one.id) == (other.kind, other.id)


def find_output(db: Database, url: str) -> Output | None:
    """The output of an address, or None. A document's page is found without a look at what other documents say, and
    other pages and static files without reading the body of every page.
    """
    address = spelled_alike(url)
    if (found := _document_at(db, address)) is not None:
        return found if found.url == url else None
    for stage in (_lists_by_address, _static_by_address, _all_by_address):
        if (found := stage(db).get(address)) is not None:
            return found if found.url == url else None
    return None


@eager_if_few
def _document_at(db: Database, address: str) -> Output | None:
    documents = (_document_output(db, path) for path in _documents_by_address(db).get(address, ()))
    return next(filter(None, documents), None)


@query
def _documents_by_address(db: Database) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in page_files(db):
        found.setdefault(spelled_alike(origin(db, path).url), []).append(path)
    return {address: tuple(paths) for address, paths in found.items()}


@query
def _lists_by_address(db: Database) -> dict[str, Output]:
    return _by_address(_list_outputs(db))


@query
def _static_by_address(db: Database) -> dict[str, Output]:
    return _by_address(_static_outputs(db))


@passing
def _all_by_address(db: Database) -> dict[str, Output]:
    return _by_address(outputs(db))


def _by_address(wanted: Iterable[Output]) -> dict[str, Output]:
    found: dict[str, Output] = {}
    for output in wanted:
        found.setdefault(spelled_alike(output.url), output)
    return found


@passing
def page_outputs(db: Database) -> tuple[Output, ...]:
    """The pages of documents, lists and views."""
    documents = (_document_output(db, path) for path in page_files(db))
    return (*filter(None, documents), *_list_outputs(db))


def _document_output(db: Database, path: str) -> Output | None:
    found = card(db, path)
    if found is None or _is_intro(db, found.id, found.kind):
        return None
    return Output(found.url, "document", path, path)


def _list_outputs(db: Database) -> list[Output]:
    wanted = [Output("index.html", "home", ""), Output("404.html", "not_found", "")]
    wanted += [
        Output(f"{kind.folder}/index.html", "index", kind.name)
        for kind in registry(db).kinds.values()
        if kind.name != PAGE and cards(db, kind.name)
    ]
    wanted += [Output(view.url, "view", view.name) for view in views.shown(db)]
    wanted += [Output(url, "beside", path, path) for url, path in besides.second_pages(db)]
    wanted += [Output(url, "portable", path, path) for url, path in besides.lent(db)]
    return wanted


def _static_outputs(db: Database) -> list[Output]:
    return [Output(url, "static", path) for url, path in static(db)]


def _wanted(db: Database) -> list[Output]:
    wanted = [*page_outputs(db)]
    wanted += [Output(url, "media", path, path) for url, path in media(db)]
    wanted += _static_outputs(db)
    wanted += [Output(url, "export", name) for name, url in exports.addresses(db)]
    wanted += [Output(url, "redirect", path, path) for url, path in redirects(db)]
    return wanted


def _is_intro(db: Database, id_: str, kind: str) -> bool:
    """An `index.md` at the top or in a kind's folder introduces that list and has no page of its own."""
    folder, _, name = id_.rpartition("/")
    if kind != PAGE or name != "index":
        return False
    return not folder or any(k.folder == folder for k in registry(db).kinds.values() if k.name != PAGE)


@query
def media(db: Database) -> tuple[tuple[str, str], ...]:
    """The images and downloads that pages name: address and file."""
    found: dict[str, str] = {}
    for path in page_files(db):
        if card(db, path) is None:
            continue
        links = [link for link in story.links(db, path) if link.media]
        links += [
            resolve_file(db, path, mention.value)
            for mention in mentioned(db, path)
            if isinstance(mention.mark, ImageFile)
        ]
        found.update({link.url: link.media for link in links if link.url and link.media})
    return tuple(sorted(found.items()))


@query
def static(db: Database) -> tuple[tuple[str, str], ...]:
    """The theme's static files: address and file; the site's own replace those of the installed theme."""
    used = theme(db)
    base = str(used.module_folder / "static")
    found = {
        "assets/" + path.removeprefix(f"{base}/"): path
        for path, kind in inputs.tree(db, base)
        if kind in ("file", "outside")
    }
    if used.own:
        own = f"{used.own}/static"
        found |= {
            "assets/" + path.removeprefix(f"{own}/"): path for path, kind in inputs.tree(db, own) if kind == "file"
        }
    return tuple(sorted(found.items()))


@query
def redirects(db: Database) -> tuple[tuple[str, str], ...]:
    """Former addresses: address and the file of the page that it leads to now."""
    found = []
    for path in page_files(db):
        document = checked(db, path).document
        if card(db, path) is None or document is None:
            continue
        for alias in document.data.aliases:
            if (address := alias_address(alias)) is not None:
                found.append((address, path))
    return tuple(found)


def alias_address(alias: str) -> str | None:
    """The file of a former address; None where it leads out of the site."""
    address = alias.strip().lstrip("/")
    if not address or address.endswith("/"):
        address += "index.html"
    elif not posixpath.splitext(address)[1]:
        address += ".html"
    plain = posixpath.normpath(address)
    return plain if plain == address and fault(plain) is None else None


@query
def alias_problems(db: Database) -> tuple[Diagnostic, ...]:
    """Former addresses that cannot be one."""
    problems = []
    for path in page_files(db):
        document = checked(db, path).document
        for number, alias in enumerate(document.data.aliases if document else ()):
            if alias_address(alias) is None:
                place = front(db, path).place(("aliases", number))
                problems.append(
                    error(
                        "path-outside",
                        f"`{alias}` is no address of this site",
                        place.value if place else Span(path),
                        "a former address is written like `journeys/old-name.html`, from the site's root",
                    )
                )
    return tuple(problems)
