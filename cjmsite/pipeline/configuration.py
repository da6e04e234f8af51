"""The site's settings and what its plugins declare."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError

from cjmsite import plugins
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.model.settings import PluginEntry, Settings
from cjmsite.model.source import Source
from cjmsite.pipeline.choices import BASE_URL, LOCAL_CODE, SETTINGS_FILE
from cjmsite.query import Database, query
from cjmsite.read import inputs, plaintext
from cjmsite.read.yamlvalues import Loc, Place, Yaml, written_loc
from cjmsite.registry import Registry


class Configuration(Struct, frozen=True):
    """The settings, or the reasons why there are none."""

    settings: Settings
    problems: tuple[Diagnostic, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether defaults stand in for something."""
        return any(problem.severity == "error" for problem in self.problems)


@query
def settings_text(db: Database) -> Yaml:
    """cjmsite.yaml as plain values with their places."""
    from cjmsite.read import yamltext

    try:
        content = inputs.load(db, SETTINGS_FILE)
    except inputs.InputError as failure:
        return Yaml(None, {}, (error(failure.code, str(failure), Span(SETTINGS_FILE)),))
    text, problem = plaintext.decode(content, SETTINGS_FILE)
    if problem:
        return Yaml(None, {}, (problem,))
    read = yamltext.parse(text, SETTINGS_FILE)
    if read.value is None and not read.problems:
        return Yaml({}, {(): Place(Span(SETTINGS_FILE))})
    return read


@query
def configuration(db: Database) -> Configuration:
    """The validated settings. Defaults stand in for what is wrong, so that other files are still checked rightly."""
    from cjmsite.read.validation import validate

    read = settings_text(db)
    stand_in: dict[str, Any] = {"title": "Untitled site"}
    if not isinstance(read.value, dict):
        problems = read.problems or (
            error("settings-shape", "the settings are `key: value` lines", Span(SETTINGS_FILE), "like `title: …`"),
        )
        return Configuration(Settings.model_validate(stand_in), problems)
    settings, problems = validate(Settings, read, SETTINGS_FILE)
    if settings is None:
        right = {key: value for key, value in read.value.items() if _is_right(key, value)}
        settings = Settings.model_validate(stand_in | right)
    return Configuration(settings, (*read.problems, *problems))


def _is_right(key: str, value: Any) -> bool:
    try:
        Settings.model_validate({"title": "Untitled site", key: value})
    except ValidationError:
        return False
    return True


def place_in_settings(db: Database, loc: Loc) -> Span | None:
    """Where a setting stands; asked only when there is something to say about it."""
    read = settings_text(db)
    place = read.place(written_loc(read, loc))
    return place.value if place else None


@query
def settings(db: Database) -> Settings:
    """The settings alone."""
    return configuration(db).settings


@query
def content_folder(db: Database) -> str:
    """The folder of the pages."""
    return settings(db).content


def lacks_content(db: Database) -> bool:
    """Whether there is no such folder in the site."""
    return not inputs.is_inside(db, content_folder(db))


@query
def appearance(db: Database) -> Settings:
    """The settings that pages may show: a change of sources, rules or plugins touches no page by itself."""
    return settings(db).model_copy(update={"sources": {}, "rules": {}, "plugins": ()})


@query
def base_url(db: Database) -> str | None:
    """The public address of the site, from the command line or the settings."""
    given: str | None = db.get(BASE_URL)
    return given or settings(db).base_url


@query
def source(db: Database, name: str) -> Source | None:
    """One entry of `sources:`; a change of another entry does not touch it."""
    return settings(db).sources.get(name)


@query
def source_names(db: Database) -> tuple[str, ...]:
    """The declared sources."""
    return tuple(settings(db).sources)


@query
def plugin_entries(db: Database) -> tuple[PluginEntry, ...]:
    """The plugins that the site lists."""
    return settings(db).plugins


@query
def registry(db: Database) -> Registry:
    """What the plugins declare. Local plugins are left out where local code is not allowed."""
    allowed = db.get(LOCAL_CODE)
    entries: list[tuple[PluginEntry, plugins.Where]] = []
    local: dict[str, bytes | str] = {}
    for number, entry in enumerate(plugin_entries(db)):
        if entry.local:
            if not allowed:
                continue
            path = entry.name.removeprefix("./")
            try:
                local[path] = inputs.load(db, path)
            except inputs.InputError as failure:
                local[path] = str(failure)
        entries.append((entry, partial(place_in_settings, db, ("plugins", number))))
    collected = plugins.collect(entries, local, inputs.root(db))
    for path in plugins.code_of(entry.name for entry, _ in entries if not entry.local):
        inputs.fingerprint(db, path)  # its version may stay the same while it is worked on
    return collected


OF_PLUGINS = frozenset(["plugin-missing", "plugin-failed"])
"""What is said of a plugin that is not there, or only in part."""


@query
def lacks_plugins(db: Database) -> bool:
    """Whether a plugin that the site lists is not there, or only in part: nothing that it may add is called unknown."""
    return any(problem.code in OF_PLUGINS for problem in registry(db).problems)


class Theme(Struct, frozen=True):
    """Where templates and static files come from: the site's own folder first, then the installed theme."""

    name: str
    own: str | None
    module_folder: Path
    problems: tuple[Diagnostic, ...] = ()


@query
def theme(db: Database) -> Theme:
    """The theme in use. A path names a folder of the site that changes `atlas`."""
    name = settings(db).theme
    atlas = _module_folder("atlas")
    if name.startswith(("./", "themes/")):
        own = name.removeprefix("./").rstrip("/")
        if not db.get(LOCAL_CODE):
            return Theme("atlas", None, atlas)
        problem = None
        if not inputs.is_plain(own):
            problem = error("path-outside", f"the theme folder `{own}` leads out of the site")
        elif not inputs.entries(db, own):
            problem = error("theme-missing", f"there is no theme folder `{own}`")
        elif not inputs.is_inside(db, own):
            problem = error("path-outside", f"the theme folder `{own}` is a link that leads out of the site")
        if problem is not None:
            return Theme("atlas", None, atlas, (replace(problem, span=place_in_settings(db, ("theme",))),))
        wrong = [(path, kind) for path, kind in inputs.tree(db, own) if kind in ("outside", "closed")]
        return Theme("atlas", own, atlas, tuple(_wrong_in_theme(path, kind) for path, kind in wrong))
    if plugins.theme_module(name) is None:
        hint = did_you_mean(name, plugins.theme_names()) or "a folder of the site is written `./themes/name`"
        problem = error("theme-missing", f"no theme `{name}` is installed", place_in_settings(db, ("theme",)), hint)
        return Theme("atlas", None, atlas, (problem,))
    return Theme(name, None, _module_folder(name))


def lacks_theme(db: Database) -> bool:
    """Whether the theme that is asked for is not there, so that another one stands in for it."""
    used = theme(db)
    return bool(used.problems) and used.own is None


def _wrong_in_theme(path: str, kind: str) -> Diagnostic:
    if kind == "closed":
        return error("unreadable-folder", "this folder cannot be looked into", Span(path))
    return error(
        "path-outside", "this is a link that leads out of the site, or to nothing", Span(path), "copy the file itself"
    )


def _module_folder(name: str) -> Path:
    module = plugins.theme_module(name)
    if module is None or module.__file__ is None:
        raise RuntimeError(f"the theme `{name}` is not installed")
    return Path(module.__file__).parent
