"""References and links: what each one means, what is dead, and who refers to whom."""

from __future__ import annotations

import posixpath
from functools import partial
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from cjmsite.model.address import classify
from cjmsite.model.common import ImageFile, Ref, composed
from cjmsite.model.references import Mention, mentions, without
from cjmsite.pipeline import story
from cjmsite.pipeline.configuration import content_folder, registry
from cjmsite.pipeline.content import (
    Card,
    Document,
    anchors,
    card,
    catalogue,
    checked,
    find,
    front,
    origin,
    repeated,
)
from cjmsite.pipeline.files import as_on_disk, nearly_pages, page_files, rename_hint
from cjmsite.pipeline.story import Link
from cjmsite.query import Database, eager_if_few, query
from cjmsite.read import inputs
from cjmsite.read.rendered import Address
from cjmsite.read.yamlvalues import written_loc

MEDIA = frozenset([".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"])
DOWNLOADS = frozenset([".pdf", ".pptx", ".docx", ".mp4", ".webm", ".mp3", ".ics", ".zip"])


class Use(Struct, frozen=True):
    """A document that refers to another, and where in its front matter."""

    card: Card
    loc: tuple[str | int, ...]


@query
def mentioned(db: Database, path: str) -> tuple[Mention, ...]:
    """The references and images in a file's front matter."""
    found = checked(db, path)
    data = found.document.data if found.document else found.rest
    return tuple(mentions(data)) if data is not None else ()


@query
def is_left_out(db: Database, kind: str, id_: str) -> bool:
    """Whether a document is a draft that is not asked for."""
    path = find(db, kind, id_)
    place = story.place(db, path) if path is not None else None
    return place is not None and place.left_out


def published(db: Database, path: str) -> Document | None:
    """A file's document as the site shows it: what it says of drafts that are not asked for is left out."""
    if card(db, path) is None:
        return None
    return _without_drafts(db, path) if mentioned(db, path) else checked(db, path).document


@query
def _without_drafts(db: Database, path: str) -> Document | None:
    found = checked(db, path).document
    unwanted = partial(_is_draft, db)
    if found is None or not any(map(unwanted, mentioned(db, path))):
        return found
    return replace(found, data=without(found.data, unwanted))


def _is_draft(db: Database, mention: Mention) -> bool:
    return isinstance(mention.mark, Ref) and is_left_out(db, mention.mark.kind, mention.value)


def references(db: Database, path: str) -> tuple[Mention, ...]:
    """The references and images of a document as the site shows it."""
    found = mentioned(db, path)
    if not any(_is_draft(db, mention) for mention in found):
        return found
    document = published(db, path)
    return tuple(mentions(document.data)) if document else ()


@query
def used_by(db: Database) -> dict[tuple[str, str], tuple[Use, ...]]:
    """Who refers to whom: (kind, id) -> uses, in the order of the files."""
    found: dict[tuple[str, str], list[Use]] = {}
    for path in page_files(db):
        named = mentioned(db, path)
        owner = card(db, path) if named else None
        if owner is None:
            continue
        for mention in named:
            if isinstance(mention.mark, Ref):
                found.setdefault((mention.mark.kind, mention.value), []).append(Use(owner, mention.loc))
    return {key: tuple(value) for key, value in found.items()}


@query
def maybe_used(db: Database, kind: str, id_: str) -> bool:
    """Whether a file that is wrong refers to a document, or may: one that cannot be read at all may say anything."""
    return _in_wrong_files(db) is None or (kind, id_) in (_in_wrong_files(db) or ())


@query
def _in_wrong_files(db: Database) -> frozenset[tuple[str, str]] | None:
    found = set()
    for path in page_files(db):
        state = checked(db, path)
        if state.document is None:
            if state.rest is None:
                return None
            found |= {(m.mark.kind, m.value) for m in mentioned(db, path) if isinstance(m.mark, Ref)}
    return frozenset(found)


def uses(db: Database, kind: str, id_: str) -> tuple[Use, ...]:
    """Who refers to one document."""
    return _uses(db, kind, id_) if kind in kinds_used(db) else ()


@query
def kinds_used(db: Database) -> frozenset[str]:
    """The kinds to which anybody refers: of pages mostly nobody asks who does."""
    return frozenset(kind for kind, _ in used_by(db))


@query
def _uses(db: Database, kind: str, id_: str) -> tuple[Use, ...]:
    return used_by(db).get((kind, id_), ())


def reference_problems(db: Database, path: str) -> tuple[Diagnostic, ...]:
    """References of a front matter that lead to nothing."""
    stated = front(db, path)
    problems = []
    for mention in mentioned(db, path):
        place = stated.place(written_loc(stated, mention.loc))
        span = place.value if place else Span(path)
        if isinstance(place and mention.loc[-1], str) and place and place.key and mention.loc[-1] == mention.value:
            span = place.key  # a persona named as a key of `emotion:`
        if isinstance(mention.mark, ImageFile):
            problem = resolve_file(db, path, mention.value, span).problem
        else:
            problem = _reference(db, mention.mark.kind, mention.value, span)
        if problem:
            problems.append(problem)
    return tuple(problems)


@query
def kind_ids(db: Database, kind: str) -> tuple[str, ...]:
    """Every id of a kind."""
    return tuple(sorted(id_ for found, id_ in catalogue(db) if found == kind))


def _reference(db: Database, kind: str, id_: str, span: Span) -> Diagnostic | None:
    target = find(db, kind, id_)
    if target is None:
        if (kind, id_) in _names_of_repeated(db):
            return None  # of the file with a wrong `id:` it is told there
        return error("broken-ref", f"there is no {kind} `{id_}`", span, _instead_of(db, kind, id_))
    if is_left_out(db, kind, id_):
        return warning("draft-ref", f"the {kind} `{id_}` is a draft and will not be on the site", span)
    return None


@query
def _names_of_repeated(db: Database) -> frozenset[tuple[str, str]]:
    """The (kind, id) that files would have but for an `id:` that is another file's."""
    return frozenset(
        (origin(db, path).kind, composed(posixpath.basename(path).removesuffix(".md"))) for path in repeated(db)
    )


def _instead_of(db: Database, kind: str, id_: str) -> str:
    """What to write in place of a reference that leads to nothing, or what to make so that it does."""
    wanted = registry(db).kinds.get(kind)
    folder = f"{content_folder(db)}/{wanted.folder}" if wanted else content_folder(db)
    for path, right in nearly_pages(db):
        if composed(right) == f"{id_}.md" and path.startswith(f"{folder}/"):
            return f"`{path}` is not read: {rename_hint(path, right)}"
    if "," in id_:
        several = ", ".join(word.strip() for word in id_.split(",") if word.strip())
        return f"a list is written `[{several}]`"
    known = kind_ids(db, kind)
    if near := did_you_mean(id_, known):
        return near
    return f"known: {', '.join(known)}" if 0 < len(known) <= 12 else f"make `{folder}/{id_}.md`"


def link_problems(db: Database, path: str) -> tuple[Diagnostic, ...]:
    """Links and images of a body that lead to nothing, each with its place."""
    found = [(number, link.problem) for number, link in enumerate(story.links(db, path)) if link.problem]
    return tuple(replace(problem, span=story.places(db, path)[number]) for number, problem in found)


def address_leads(db: Database, path: str, address: Address) -> Link:
    """Where an address in a body leads."""
    if address.kind == "unsafe":
        return Link(None, unsafe(address.written, None))
    if address.image:
        return resolve_file(db, path, address.written)
    if address.kind == "web":
        return Link(address.written)
    return resolve_link(db, path, address.written)


def unsafe(address: str, span: Span | None) -> Diagnostic:
    """The finding about an address of a scheme that is not allowed."""
    return error(
        "unsafe-link",
        f"the address `{address}` is not allowed",
        span,
        "allowed are https:, http:, mailto:, tel:, paths of this site, and references like persona:nora",
    )


def remote(span: Span | None) -> Diagnostic:
    """The finding about an image of another site."""
    return error(
        "image-remote",
        "this image would be fetched from another site",
        span,
        "put the image beside the page: the published site asks nobody else for anything",
    )


def resolve_link(db: Database, path: str, written_link: str, span: Span | None = None) -> Link:
    """Where a link of a page leads: `#anchor`, `../personas/nora.md#x`, `persona:nora`, or a file."""
    parts = urlsplit(written_link)
    anchor = composed(unquote(parts.fragment))
    if parts.scheme:
        kind, id_ = parts.scheme, composed(unquote(parts.path))
        if kind not in registry(db).kinds:
            hint = did_you_mean(kind, registry(db).kinds)
            return Link(None, error("broken-link", f"there is no kind `{kind}`", span, hint))
        problem = _reference(db, kind, id_, span or Span(path))
        target = find(db, kind, id_)
        if problem or target is None:
            return Link(None, problem)
        return _page_link(db, target, story.place(db, target), anchor, span)
    if not parts.path:
        return _page_link(db, path, story.place(db, path), anchor, span)
    target = _beside(db, path, unquote(parts.path))
    if target is None:
        return Link(None, error("path-outside", f"`{written_link}` leads out of the content folder", span))
    if target.endswith(".md"):
        place = story.place(db, target)
        if place is None:
            return Link(None, _dead(db, written_link, target, span))
        return _page_link(db, target, place, anchor, span)
    if target.endswith(".html"):
        url = target.removeprefix(f"{content_folder(db)}/")
        page = _page_at(db, url)
        if page is None:
            hint = did_you_mean(url, _addresses(db))
            return Link(None, warning("broken-link", f"there is no page `{url}`", span, hint))
        if page:
            return _page_link(db, page, story.place(db, page), anchor, span)
        return Link(url + (f"#{anchor}" if anchor else ""))
    return resolve_file(db, path, written_link, span)


def resolve_file(db: Database, path: str, written_file: str, span: Span | None = None) -> Link:
    """An image or a download beside a page. Only files that a page names are published, and never data."""
    address = classify(written_file)
    if address == "web":
        return Link(None, remote(span))
    if address == "unsafe":
        return Link(None, unsafe(written_file, span))
    target = _beside(db, path, unquote(urlsplit(written_file).path))
    if target is None or not inputs.is_plain(target):
        return Link(None, error("path-outside", f"`{written_file}` leads out of the content folder", span))
    suffix = posixpath.splitext(target)[1].lower()
    if suffix not in MEDIA | DOWNLOADS:
        allowed = ", ".join(sorted(MEDIA | DOWNLOADS))
        return Link(
            None,
            error(
                "not-published",
                f"files like `{written_file}` are not published",
                span,
                f"published are {allowed}",
            ),
        )
    if any(part.startswith(".") for part in target.split("/")):
        return Link(None, error("not-published", f"`{written_file}` is hidden; hidden files are not published", span))
    if not inputs.is_file(db, target):
        return Link(None, _dead(db, written_file, target, span))
    if not inputs.is_inside(db, target):
        return Link(None, error("path-outside", f"`{written_file}` is a link that leads out of the site", span))
    try:
        if suffix == ".svg" and (reason := _fault_of_drawing(inputs.load(db, target))):
            return Link(None, error("unsafe-svg", f"`{written_file}` {reason}", span, "export it as a plain drawing"))
    except inputs.Changing:
        raise
    except inputs.InputError as failure:
        return Link(None, error(failure.code, str(failure), span))
    url = "media/" + target.removeprefix(f"{content_folder(db)}/")
    return Link(url, None, target)


def _fault_of_drawing(content: bytes) -> str | None:
    from cjmsite.read import svg  # not above: few pages show one

    return svg.fault(content)


def _page_link(db: Database, target: str, place: story.Place | None, anchor: str, span: Span | None) -> Link:
    found = place or story.Place()
    url = found.url
    if found.left_out:
        id_ = origin(db, target).id
        return Link(None, warning("draft-ref", f"`{id_}` is a draft and will not be on the site", span))
    if anchor and url and anchor not in anchors(db, target):
        hint = did_you_mean(anchor, anchors(db, target))
        return Link(url, warning("broken-anchor", f"`{found.title}` has no place called `#{anchor}`", span, hint))
    return Link(f"{url}#{anchor}" if url and anchor else url)


def _beside(db: Database, path: str, link: str) -> str | None:
    content = content_folder(db)
    base = content if link.startswith("/") else posixpath.dirname(path)
    target = posixpath.normpath(posixpath.join(base, link.lstrip("/")))
    return as_on_disk(db, target) if target.startswith(f"{content}/") else None


def _dead(db: Database, written_link: str, target: str, span: Span | None) -> Diagnostic:
    folder = posixpath.dirname(target)
    for path, right in nearly_pages(db):
        if composed(f"{posixpath.dirname(path)}/{right}") == composed(target):
            unread = f"`{path}` is not read: {rename_hint(path, right)}"
            return warning("broken-link", f"`{written_link}` leads to nothing", span, unread)
    names = [entry.name for entry in inputs.entries(db, folder)]
    hint = did_you_mean(posixpath.basename(target), names)
    if hint is None:
        same = _first_of_name(db).get(posixpath.basename(target))
        hint = f"there is one at `{same}`" if same else None
    return warning("broken-link", f"`{written_link}` leads to nothing", span, hint)


@query
def _first_of_name(db: Database) -> dict[str, str]:
    """The first file of each name, wherever in the content it lies."""
    found: dict[str, str] = {}
    for path, _ in inputs.tree(db, content_folder(db)):
        found.setdefault(posixpath.basename(path), path)
    return found


@query
def _addresses(db: Database) -> dict[str, str]:
    """The addresses of all pages, with their files; lists and views may have none."""
    lists = ("index.html", *(f"{kind.folder}/index.html" for kind in registry(db).kinds.values()))
    found = dict.fromkeys([*lists, *(view.url for view in registry(db).views.values())], "")
    return found | {shown.url: path for path in page_files(db) if (shown := card(db, path))}


@eager_if_few
def _page_at(db: Database, url: str) -> str | None:
    """What `_addresses` says of one."""
    return _addresses(db).get(url)
