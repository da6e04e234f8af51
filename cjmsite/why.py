"""Why a page says what it says: the files that it was made from, as its queries recorded them.

Nothing here is declared by hand. A page is asked for, and the reads that the database remembers are followed
down to files. Queries that look at the whole site (navigation, the table of addresses) are not followed: through
them every page would come from every file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from cjmsite.pipeline import configuration, content, files, links
from cjmsite.query import Database, Key
from cjmsite.read import inputs
from cjmsite.render import frame, results, shared, templates
from cjmsite.render.results import Output

Group = Literal["documents", "data", "images", "templates", "settings"]

GROUPS: tuple[Group, ...] = ("documents", "data", "images", "templates", "settings")

_WHOLE_SITE = frozenset(
    [
        "outputs",
        "output_at",
        "navigation",
        "neighbours",
        "catalogue",
        "cards",
        "kinds_used",
        "_uses",
        "used_by",
        "kind_ids",
        "page_files",
        "place",
        "_addresses",
        "_first_of_name",
        "_document_at",
        "_page_at",
        "parts",
        "listed",
        "tree",
        "changes",
        "head",
    ]
)
"""Queries over all files; what they say of the one page is in `lists`, `named_by` and `around`."""

_OF_FILES = frozenset(["fingerprint", "is_file"])
"""Queries about one file."""

_GROUP_OF: dict[str, Group] = {
    "front": "documents",
    "body": "documents",
    "first_heading": "documents",
    "reading": "data",
    "template_source": "templates",
    "settings_text": "settings",
    "registry": "settings",
    "theme": "settings",
}
"""What a file is to a page, by the query that read it; an image or a download otherwise."""


class Reasons(Struct, frozen=True):
    """What an output was made from.

    `source` is the file that it is the page (or the copy) of. `files` holds the others by group, `sources_of` the
    declared source of each data file. `lists` are the kinds whose titles it shows or counts, `named_by` the
    documents that refer to it or to what it shows, `around` those in the navigation and before and after it.
    """

    url: str
    maker: str
    source: str | None
    files: dict[Group, tuple[str, ...]] = field(default_factory=dict)
    sources_of: dict[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    around: tuple[str, ...] = ()

    def reads(self, path: str) -> bool:
        """Whether what stands in a file matters to the output."""
        return path == self.source or any(path in files for files in self.files.values())


def reasons(db: Database, output: Output) -> Reasons:
    """What an output was made from. The page is made for it, as a build would."""
    if output.maker in ("media", "static"):
        return Reasons(output.url, output.maker, output.argument)
    results.digest(db, output.url)
    found: dict[Group, dict[str, None]] = {group: {} for group in GROUPS}
    sources_of: dict[str, str] = {}
    lists: dict[str, None] = {}
    named_by: dict[str, None] = {}
    around: dict[str, None] = {}
    for key, parent in _reads(db, (results.digest, (output.url,))):
        name, arguments = key[0].short, key[1]
        if name in _OF_FILES and inputs.is_file(db, str(arguments[0])):
            path = str(arguments[0])
            if parent[0] is templates.template_source:
                path = _template(db, str(parent[1][0]))
            found[_GROUP_OF.get(parent[0].short, "images")][path] = None
            if parent[0].short == "reading":
                sources_of[path] = str(parent[1][0])
        elif name == "cards":
            lists[str(arguments[0])] = None
        elif name == "_uses":
            named_by.update(
                dict.fromkeys(use.card.path for use in links.uses(db, str(arguments[0]), str(arguments[1])))
            )
        elif name == "neighbours":
            beside = frame.neighbours(db, str(arguments[0]), str(arguments[1]))
            around.update(dict.fromkeys(card.path for card in beside if card))
        elif name == "navigation":
            urls = {item.url for item in shared.navigation(db)}
            around.update(dict.fromkeys(card.path for card in content.cards(db, content.PAGE) if card.url in urls))
    own = output.argument if output.maker in ("document", "beside", "portable", "redirect") else None
    documents = [path for path in found["documents"] if path != own]
    files: dict[Group, tuple[str, ...]] = {group: tuple(sorted(found[group])) for group in GROUPS}
    files["documents"] = tuple(sorted(documents))
    rest = tuple(sorted(path for path in named_by if path not in documents and path != own))
    return Reasons(output.url, output.maker, own, files, sources_of, tuple(sorted(lists)), rest, tuple(sorted(around)))


def _template(db: Database, name: str) -> str:
    """How a template is called: its path in the site, or `atlas:journey.html` for one of an installed theme."""
    found = templates.template_source(db, name)
    return found[1] if found else name


def _reads(db: Database, start: Key) -> Iterator[tuple[Key, Key]]:
    """Every read below a query, with the query that made it; each query once."""
    seen: set[Key] = {start}
    waiting = [start]
    while waiting:
        parent = waiting.pop()
        for key in db.reads(parent):
            if key[0].short in _OF_FILES or key not in seen:
                yield key, parent
            if key not in seen:
                seen.add(key)
                if key[0].short not in _WHOLE_SITE:
                    waiting.append(key)


class Goings(Struct, frozen=True):
    """Where a source file goes: outputs that say what stands in it, and lists that show its title or order."""

    path: str
    pages: tuple[str, ...]
    lists: tuple[str, ...]


def goings(db: Database, path: str) -> Goings:
    """The outputs that a file goes into. Every page is made for it."""
    own = content.checked(db, path).document if path in files.page_files(db) else None
    published = own is not None and content.card(db, path) is not None
    direct: list[str] = []
    listed: list[str] = []
    for output in results.outputs(db):
        why = reasons(db, output)
        if why.reads(path):
            direct.append(output.url)
        elif path in (*why.named_by, *why.around) or (own is not None and published and own.kind in why.lists):
            listed.append(output.url)
    return Goings(path, tuple(direct), tuple(listed))


def silence(db: Database, path: str) -> str:
    """Why a file goes into no page, in words."""
    folder = configuration.content_folder(db)
    if path in files.page_files(db):
        if content.checked(db, path).document is None:
            return "its front matter has mistakes: `cjmsite check` shows them"
        return "it is a draft; `--drafts` publishes it"
    if path in (known for known, _ in inputs.tree(db, folder)):
        return "no page shows it, and no source under `sources:` in cjmsite.yaml reads it"
    return f"only files in `{folder}/`, themes, plugins and data of sources go into a site"


def output_of(db: Database, target: str) -> Output | None:
    """The output that an address means: with or without domain, anchor, `.html` and `index.html`, or `kind:id`."""
    known = {output.url: output for output in results.outputs(db)}
    parts = urlsplit(target)
    if parts.scheme in configuration.registry(db).kinds:
        document = content.document(db, parts.scheme, unquote(parts.path))
        return known.get(document.url) if document else None
    path = unquote(parts.path).lstrip("/")
    while True:
        for wanted in (path, f"{path}.html", f"{path.rstrip('/')}/index.html".lstrip("/")):
            if wanted in known:
                return known[wanted]
        # A site may lie in a folder of its host, which its pages do not know.
        _, slash, path = path.partition("/")
        if not slash or not parts.scheme:
            return None
