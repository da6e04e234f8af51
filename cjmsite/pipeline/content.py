"""From files to documents: what each file is, what its front matter says, and its body as HTML."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.model.common import ID_PATTERN, composed
from cjmsite.model.slug import slug
from cjmsite.others import failures
from cjmsite.pipeline import story
from cjmsite.pipeline.choices import DRAFTS
from cjmsite.pipeline.configuration import content_folder, lacks_plugins, registry
from cjmsite.pipeline.files import page_files
from cjmsite.plugins import why
from cjmsite.query import Database, eager_if_few, passing, query
from cjmsite.read import inputs
from cjmsite.read.yamlvalues import Yaml
from cjmsite.registry import Kind
from cjmsite.write.address import is_reserved

PAGE = "page"

_MAY_NAME = re.compile(r"(?:id|kind)[\"']?\s*[:#]|\\")
"""What a front matter holds that states its kind or its id: the key, before its colon or a remark. In quotes, either
may be spelt with backslashes.
"""

_FILE_NAME = re.compile(r"\w[\w.-]*")
_MAX_NAME = 200


class Origin(Struct, frozen=True):
    """A file and what it is: its kind, its id, whether it states that itself, and the address of its page."""

    path: str
    kind: str
    id: str
    states_id: bool
    url: str


class Document(Struct, frozen=True):
    """A document that is right: its kind's model in `data`. The body is asked for apart."""

    kind: str
    id: str
    path: str
    url: str
    title: str
    data: Any


class Card(Struct, frozen=True):
    """What lists need to know of a document."""

    kind: str
    id: str
    path: str
    url: str
    title: str
    summary: str | None
    order: int
    owner: str | None
    draft: bool
    tags: tuple[str, ...]
    review_by: datetime.date | None


class Checked(Struct, frozen=True):
    """A document or None, with everything that is wrong in its front matter.

    `rest` is the data without its mistakes, where there are any: no page shows it, but its references are checked.
    """

    document: Document | None
    problems: tuple[Diagnostic, ...]
    rest: Any = None


@query
def front(db: Database, path: str) -> Yaml:
    """A page's front matter as values, with their places."""
    from cjmsite.read import frontmatter

    return frontmatter.parse(story.front(db, path), path)


def named(db: Database, path: str) -> tuple[str | None, str | None]:
    """The `kind:` and `id:` that a front matter states itself. Most state neither, and are not read any further: for
    a first page of a preview nothing else has to be known of pages that have nothing to do with it.
    """
    text = story.front(db, path).text
    if text is None or not _MAY_NAME.search(text):
        return None, None
    stated = front(db, path).value
    if not isinstance(stated, dict):
        return None, None
    return _word(stated.get("kind")), _word(stated.get("id"))


@query
def origin(db: Database, path: str) -> Origin:
    """What a file is. Unknown kinds are pages; the finding is with the document."""
    relative = path.removeprefix(f"{content_folder(db)}/")
    folders, _, stem = composed(relative.removesuffix(".md")).rpartition("/")
    stated_kind, stated_id = named(db, path)
    kinds = registry(db).kinds
    kind = kinds.get(stated_kind) if stated_kind else None
    if kind is None:
        kind = registry(db).kind_of_folder(folders.split("/")[0]) if folders else None
    if kind is None or kind.name == PAGE or stem == "index":
        id_ = stated_id or (f"{folders}/{stem}" if folders else stem)
        return Origin(path, PAGE, id_, stated_id is not None, f"{id_}.html")
    id_ = stated_id or stem
    return Origin(path, kind.name, id_, stated_id is not None, f"{kind.folder}/{id_}.html")


@query
def checked(db: Database, path: str) -> Checked:
    """A file's document, validated by its kind's model."""
    page = front(db, path)
    found = origin(db, path)
    kinds = registry(db).kinds
    kind = kinds[found.kind]
    stated_kind, stated_id = named(db, path)
    stated_at = page.places.get(("id",)) if stated_id else None
    problems = [*page.problems]
    if stated_id is None or ID_PATTERN.fullmatch(stated_id):  # of a wrong one the model tells
        problems += _name_problems(found, stated_at.value if stated_at else Span(path))
    if stated_kind and stated_kind not in kinds:
        if lacks_plugins(db):
            return Checked(None, tuple(problems))
        place = page.places.get(("kind",))
        hint = did_you_mean(stated_kind, kinds) or f"kinds: {', '.join(sorted(kinds))}"
        problems.append(
            error("unknown-kind", f"there is no kind `{stated_kind}`", place.value if place else None, hint)
        )
    if any(p.severity == "error" and p.code != "duplicate-key" for p in page.problems):
        return Checked(None, tuple(problems))
    try:
        return _validated(db, found, kind, problems)
    except inputs.Changing:
        raise
    except failures() as failure:
        problems.append(error("plugin-failed", f"the kind `{kind.name}` failed: {why(failure)}", Span(path)))
        return Checked(None, tuple(problems))


def _validated(db: Database, found: Origin, kind: Kind, problems: list[Diagnostic]) -> Checked:
    """A file's document, as far as the code of its kind goes, which may be anybody's."""
    from cjmsite.read.validation import salvage, strange_keys, validate

    path, page = found.path, front(db, found.path)
    data, invalid = validate(kind.model, page, path)
    if invalid and _may_be_of_another_kind(db, path, found) and strange_keys(kind.model, page) and lacks_plugins(db):
        return Checked(None, tuple(problems))
    if any(problem.code == "unknown-key" for problem in invalid) and (meant := _meant_folder(db, path, found)):
        problems.append(meant)
        return Checked(None, tuple(problems))
    problems += invalid
    if data is None:
        return Checked(None, tuple(problems), salvage(kind.model, page))
    title = kind.title(data) or story.first_heading(db, path) or _spoken(found.id)
    kind.summary(data), kind.anchors(data)
    return Checked(Document(found.kind, found.id, path, found.url, title, data), tuple(problems))


def _may_be_of_another_kind(db: Database, path: str, found: Origin) -> bool:
    """Whether a file is a page only because no kind has its folder."""
    return found.kind == PAGE and "/" in path.removeprefix(f"{content_folder(db)}/") and not named(db, path)[0]


def _meant_folder(db: Database, path: str, found: Origin) -> Diagnostic | None:
    """The finding about a page that stands in a folder which is nearly that of a kind."""
    folder = path.removeprefix(f"{content_folder(db)}/").rpartition("/")[0].partition("/")[0]
    kinds = registry(db).kinds
    if found.kind != PAGE or not folder or registry(db).kind_of_folder(folder) or named(db, path)[0]:
        return None
    own = kinds.get(folder.casefold())
    hint = f"did you mean `{own.folder}`?" if own else did_you_mean(folder, (kind.folder for kind in kinds.values()))
    return error("unknown-folder", f"`{folder}` is no folder of a kind", Span(path), hint) if hint else None


@query
def card(db: Database, path: str) -> Card | None:
    """What lists show of a file; None where it is wrong, or a draft that is not asked for."""
    found = checked(db, path).document
    if found is None or (found.data.draft and not db.get(DRAFTS)):
        return None
    kind = registry(db).kinds[found.kind]
    return Card(
        found.kind,
        found.id,
        path,
        found.url,
        found.title,
        kind.summary(found.data),
        found.data.order,
        found.data.owner,
        found.data.draft,
        found.data.tags,
        found.data.review_by,
    )


@query
def catalogue(db: Database) -> dict[tuple[str, str], str]:
    """Which file holds which document, wrong ones too: (kind, id) -> path.

    Of two the one wins whose id is its name, else the first.
    """
    found: dict[tuple[str, str], str] = {}
    places = [origin(db, path) for path in page_files(db)]
    for place in sorted(places, key=lambda place: place.states_id):
        found.setdefault((place.kind, place.id), place.path)
    return {key: found[key] for key in sorted(found, key=lambda key: found[key])}


@query
def repeated(db: Database) -> dict[str, str]:
    """Files with an id that another file has: path -> path of the other."""
    owners = catalogue(db)
    found = {}
    for path in sorted(set(page_files(db)).difference(owners.values())):
        place = origin(db, path)
        found[path] = owners[place.kind, place.id]
    return found


@eager_if_few
def find(db: Database, kind: str, id_: str) -> str | None:
    """The file of a document; depends on nothing else that the catalogue holds."""
    return catalogue(db).get((kind, id_))


@query
def cards(db: Database, kind: str) -> tuple[Card, ...]:
    """The published documents of a kind, in the order of lists."""
    return in_order(db, (path for (own, _), path in catalogue(db).items() if own == kind))


@query
def folders(db: Database) -> dict[str, tuple[str, ...]]:
    """The files of the plain pages of each folder of the site."""
    found: dict[str, list[str]] = {}
    for (kind, id_), path in catalogue(db).items():
        if kind == PAGE:
            found.setdefault(id_.rpartition("/")[0], []).append(path)
    return {folder: tuple(paths) for folder, paths in found.items()}


def in_order(db: Database, paths: Iterable[str]) -> tuple[Card, ...]:
    """The published ones of some documents, in the order of lists."""
    found = (card(db, path) for path in paths)
    return tuple(sorted((c for c in found if c), key=lambda c: (c.order, c.title.casefold(), c.id)))


def document(db: Database, kind: str, id_: str) -> Document | None:
    """A published document by its id."""
    path = find(db, kind, id_)
    if path is None or card(db, path) is None:
        return None
    return checked(db, path).document


def place_of(db: Database, path: str) -> story.Place | None:
    """Where a page is; None for a path that is not one letter by letter, also where the disk tells no cases apart."""
    if path not in _every_page(db):
        return None
    found = checked(db, path).document
    if found is None:
        return story.Place()
    own = kind_of(db, found.kind).anchors(found.data)
    return story.Place(found.url, found.title, own, card(db, path) is None)


@passing
def _every_page(db: Database) -> frozenset[str]:
    return frozenset(page_files(db))


def anchors(db: Database, path: str) -> frozenset[str]:
    """Every place on a document's page that a link may name."""
    found = story.place(db, path) or story.Place()
    return frozenset((*found.anchors, *(heading.slug for heading in story.headings(db, path) if heading.level)))


def kind_of(db: Database, name: str) -> Kind:
    """A kind by its name."""
    return registry(db).kinds[name]


def _name_problems(found: Origin, span: Span) -> list[Diagnostic]:
    for part in found.id.split("/"):
        if is_reserved(part):
            return [error("reserved-name", f"`{part}` cannot be a file name on Windows", span, "choose another name")]
        if not _FILE_NAME.fullmatch("".join(c for c in part if not unicodedata.category(c).startswith("M"))):
            return [
                error(
                    "bad-file-name",
                    f"`{part}` cannot be an id: letters, digits, `-`, `_` and `.` are allowed",
                    span,
                    f"rename it, for example to `{slug(part)}`",
                )
            ]
        if len(part.encode()) > _MAX_NAME:
            return [error("bad-file-name", f"this name is longer than {_MAX_NAME} bytes", span, "shorten it")]
    return []


def _word(value: object) -> str | None:
    """A text, or a number as it is written: an id may be `2027`."""
    raw = getattr(value, "raw", value)
    return raw if isinstance(raw, str) and raw else None


def _spoken(id_: str) -> str:
    name = id_.rsplit("/", 1)[-1]
    return name.replace("-", " ").replace("_", " ").strip().capitalize() or id_
