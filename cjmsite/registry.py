"""What plugins declare, as frozen values, and the one table of it all.

A name is declared once: two plugins that claim it are both named in the error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from cjmsite.diagnostics import Diagnostic, Severity
from cjmsite.model.common import Document as DocumentModel

if TYPE_CHECKING:
    import click

    from cjmsite.data.format import Format
    from cjmsite.data.measure import Measure
    from cjmsite.site import Document, Site


class PluginError(Exception):
    """A plugin that cannot be used; the message names it, the hook and the reason."""


class Beside(Struct, frozen=True):
    """A second page of a document, like the comparison of a journey with another one.

    `url(site, document)` is its address from the site's root, or None where the document has none;
    `view(site, document)` gives the variables of `template`, among them the page's `title`.
    With `title(site, document)` the search finds it too, in a group of its own that is called `label`.
    """

    template: str
    url: Callable[[Site, Document], str | None]
    view: Callable[[Site, Document], Mapping[str, Any]]
    title: Callable[[Site, Document], str] | None = None
    label: str = "page"


class Kind(Struct, frozen=True):
    """A kind of document: `persona`, `journey` ...

    `folder` is where its files lie and its pages go. `view(site, document)` gives the variables of `template`;
    without one the template gets the document alone. `anchors(data)` names the places on its page that are
    not headings of the body. `starter` is the text that `cjmsite new KIND` writes. `beside` is a second page
    that some documents have. `portable(site, document)` is what other pages may ask for of a document: it lies beside
    its page as a script that calls `cjmDocument(address, data)`, for a page opened from disk may not fetch.
    """

    name: str
    model: type[DocumentModel]
    label: str
    plural: str
    folder: str
    template: str = "document.html"
    view: Callable[[Site, Document], Mapping[str, Any]] | None = None
    index_template: str = "index.html"
    index_view: Callable[[Site, str], Mapping[str, Any]] | None = None
    title: Callable[[Any], str | None] = lambda data: data.title
    summary: Callable[[Any], str | None] = lambda data: data.summary
    anchors: Callable[[Any], tuple[str, ...]] = lambda data: ()
    in_navigation: bool = True
    starter: str | None = None
    beside: Beside | None = None
    portable: Callable[[Site, Document], Mapping[str, Any]] | None = None


class Lane(Struct, frozen=True):
    """A row of the journey map.

    `cell(site, journey, placed)` gives what stands in a cell, or None for nothing; `template` draws it as `value`.
    `placed` is a `PlacedStep`, or a `PlacedStage` where the lane is `of` stages and has one wide cell for each.
    A lane whose cells are all empty does not show. `zone` says where it stands: `experience` above the line of
    visibility, `delivery` below it, `outcome` after both.
    """

    name: str
    label: str
    cell: Callable[[Site, Document, Any], Any]
    template: str = "lanes/text.html"
    zone: Literal["experience", "delivery", "outcome"] = "experience"
    of: Literal["step", "stage"] = "step"


_VIEW_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class View(Struct, frozen=True):
    """A page about the whole site, like a heat map or a matrix: it lies at `views/NAME.html`.

    `view(site)` gives the variables of `template`. The page is there once the site has a published document of
    every kind that it `needs`. All views stand behind one entry of the navigation and lead to each other, but for
    those that are not `in_navigation`.
    """

    name: str
    title: str
    summary: str
    template: str
    view: Callable[[Site], Mapping[str, Any]]
    needs: tuple[str, ...] = ()
    in_navigation: bool = True

    def __post_init__(self) -> None:
        if not _VIEW_NAME.fullmatch(self.name):
            raise PluginError(f"a view cannot be called `{self.name}`: small letters, digits and `-` make its address")

    @property
    def url(self) -> str:
        """Its address, from the site's root."""
        return f"views/{self.name}.html"


class Rule(Struct, frozen=True):
    """A check over the whole site. `codes` names every finding it can give, with its usual severity.

    A finding that is usually `off` is given only where the `rules:` of a site ask for it.
    """

    name: str
    summary: str
    check: Callable[[Site], Iterable[Diagnostic]]
    codes: Mapping[str, Severity | Literal["off"]]


class SourceType(Struct, frozen=True):
    """A place where rows come from, other than files: `rows(load, options)` gives a header and rows of text.

    `load(path)` gives the bytes of a file of the site, and is the only way in, so that the read is recorded.
    """

    name: str
    summary: str
    rows: Callable[[Callable[[str], bytes], Mapping[str, Any]], tuple[tuple[str, ...], list[tuple[str, ...]]]]


class Export(Struct, frozen=True):
    """Further files of the site: `files(site)` gives output path -> text."""

    name: str
    summary: str
    files: Callable[[Site], Mapping[str, str]]


class PluginInfo(Struct, frozen=True):
    """A plugin as `cjmsite plugins` lists it."""

    name: str
    origin: str
    version: str
    summary: str
    hooks: tuple[str, ...]


class Registry(Struct, frozen=True):
    """All that the plugins of a site declare, by name, in the order of their loading."""

    plugins: tuple[PluginInfo, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    formats: Mapping[str, Format] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    source_types: Mapping[str, SourceType] = field(default_factory=dict)
    exports: Mapping[str, Export] = field(default_factory=dict)
    commands: Mapping[str, click.Command] = field(default_factory=dict)
    templates: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    owners: Mapping[tuple[str, str], str] = field(default_factory=dict)  # the plugin of ("rules", "NAME")

    def kind_of_folder(self, folder: str) -> Kind | None:
        """The kind whose files lie in a folder of the content."""
        return next((kind for kind in self.kinds.values() if kind.folder == folder), None)
