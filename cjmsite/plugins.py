"""Finding plugins, asking each once for what it declares, and naming the one that fails.

Some come with the program. Others are installed beside it, as entry points of the group `cjmsite.plugins`, or are
files of the site, listed by their path. But for the core, all are loaded only when they are listed in cjmsite.yaml.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import pluggy
from pydantic import BaseModel, ValidationError

from cjmsite import __version__, hookspecs
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.model.settings import PluginEntry
from cjmsite.others import failures, keep_in, words
from cjmsite.own import OWN, OWN_THEMES, PLUGINS, THEMES
from cjmsite.registry import PluginError, PluginInfo, Registry

CORE = ("journeys", "metrics")
"""Plugins without which there is no journey site; always loaded, first."""

_COLLECTED = {
    "cjm_kinds": ("kinds", "Kind"),
    "cjm_sources": ("source_types", "SourceType"),
    "cjm_formats": ("formats", "Format"),
    "cjm_measures": ("measures", "Measure"),
    "cjm_lanes": ("lanes", "Lane"),
    "cjm_views": ("views", "View"),
    "cjm_rules": ("rules", "Rule"),
    "cjm_exports": ("exports", "Export"),
}
"""Hook -> the table that it fills, and the class of what it gives."""

_LOCAL = "cjmsite_local_"
_foreign: dict[str, str] = {}  # the packages of installed plugins that were loaded

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Where = Callable[[], Span | None]
"""Tells where a plugin stands in cjmsite.yaml."""


@cache
def entry_points(group: str) -> dict[str, EntryPoint]:
    """What is installed beside the program, by name. To look through all that is installed takes a while."""
    from importlib import metadata

    return {entry.name: entry for entry in metadata.entry_points(group=group)}


def installed() -> dict[str, str]:
    """The modules of all plugins that a site may list, by the plugins' names."""
    return {name: entry.value for name, entry in entry_points(PLUGINS).items()} | OWN


def collect(
    entries: Iterable[tuple[PluginEntry, Where]], local_sources: dict[str, bytes | str], root: Path
) -> Registry:
    """Load the plugins of a site, in order, and gather what they declare.

    `local_sources` holds the code of each local plugin by its path, or the words that say why there is none. What
    fails is left out and is a finding that names the plugin and the hook. Where an entry stands is asked only then.
    """
    gathering = _Gathering(root)
    for name in CORE:
        gathering.add(PluginEntry.model_construct(name=name), lambda name=name: _load_installed(name), lambda: None)
    keep_in(_plugin_is_running)
    for entry, where in entries:
        if entry.name in CORE:
            continue
        if entry.local:
            path = entry.name.removeprefix("./")
            code = local_sources[path]
            if isinstance(code, str):
                hint = "the path of a plugin starts at the site's root"
                gathering.problems.append(error("plugin-missing", code, where(), hint))
                continue
            gathering.add(entry, lambda path=path, code=code: _load_local(path, code, root), where)
        elif entry.name in OWN or entry.name in installed():
            gathering.add(entry, lambda name=entry.name: _load_installed(name), where)
        else:
            hint = did_you_mean(entry.name, installed()) or f"installed: {', '.join(sorted(installed()))}"
            gathering.problems.append(error("plugin-missing", f"no plugin `{entry.name}` is installed", where(), hint))
    return gathering.registry()


class _Gathering:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.tables: dict[str, dict[str, Any]] = {table: {} for table, _ in _COLLECTED.values()}
        self.owners: dict[tuple[str, str], str] = {}
        self.templates: list[str] = []
        self.infos: list[PluginInfo] = []
        self.problems: list[Diagnostic] = []
        self.commands: dict[str, Any] = {}

    def add(self, entry: PluginEntry, load: Any, where: Where) -> None:
        try:
            module, origin, version = load()
            manager = _manager(module, entry.name)
        except failures() as failure:
            self.fail(entry.name, "import", failure, where)
            return
        hooks = tuple(sorted(c.name for c in manager.get_hookcallers(module) or () if c.name.startswith("cjm_")))
        summary = (module.__doc__ or "").strip().split("\n")[0]
        self.infos.append(PluginInfo(entry.name, origin, version, summary, hooks))
        try:
            config = _config(manager, entry)
        except failures() as failure:
            self.fail(entry.name, "cjm_config", failure, where)
            return
        for hook, (table, wanted) in _COLLECTED.items():
            try:
                for declared in (getattr(manager.hook, hook)(config=config) or [()])[0] or ():
                    if wanted not in (known.__name__ for known in type(declared).__mro__):
                        raise PluginError(f"it gives a {type(declared).__name__}, not a {wanted}")
                    self.declare(table, declared.name, declared, entry.name, where)
            except failures() as failure:
                self.fail(entry.name, hook, failure, where)
        try:
            self.templates += [_folder(given, self.root) for given in manager.hook.cjm_templates(config=config)]
        except failures() as failure:
            self.fail(entry.name, "cjm_templates", failure, where)
        if "cjm_commands" in hooks:
            self.add_commands(manager, config, entry.name, where)

    def add_commands(self, manager: pluggy.PluginManager, config: Any, plugin: str, where: Where) -> None:
        import click

        group = click.Group()
        try:
            manager.hook.cjm_commands(commands=group, config=config)
        except failures() as failure:
            self.fail(plugin, "cjm_commands", failure, where)
        for name, command in group.commands.items():
            self.declare("commands", name, command, plugin, where)

    def declare(self, table: str, name: str, declared: Any, plugin: str, where: Where) -> None:
        owner = self.owners.setdefault((table, name), plugin)
        if owner != plugin:
            what = table.replace("_", " ").removesuffix("s")
            self.problems.append(
                error(
                    "plugin-clash",
                    f"the plugins `{owner}` and `{plugin}` both declare the {what} `{name}`",
                    where(),
                )
            )
            return
        target = self.commands if table == "commands" else self.tables[table]
        target[name] = declared

    def fail(self, plugin: str, hook: str, failure: BaseException, where: Where) -> None:
        when = "while it was imported" if hook == "import" else f"in `{hook}`"
        self.problems.append(error("plugin-failed", f"the plugin `{plugin}` failed {when}: {why(failure)}", where()))

    def registry(self) -> Registry:
        return Registry(
            plugins=tuple(self.infos),
            templates=tuple(self.templates),
            commands=self.commands,
            problems=tuple(self.problems),
            owners=self.owners,
            **self.tables,
        )


def _manager(module: ModuleType, name: str) -> pluggy.PluginManager:
    """A manager of one plugin: a hook that no specification knows is a mistake, not silence."""
    manager = pluggy.PluginManager("cjmsite")
    manager.add_hookspecs(hookspecs)
    manager.register(module, name)
    known = [hook for hook in vars(hookspecs) if hook.startswith("cjm_")]
    for attribute in vars(module):
        if attribute.startswith("cjm_") and attribute not in known:
            hint = did_you_mean(attribute, known)
            raise PluginError(f"`{attribute}` is no hook{f'; {hint}' if hint else ''}")
    manager.check_pending()
    return manager


def _config(manager: pluggy.PluginManager, entry: PluginEntry) -> Any:
    models = manager.hook.cjm_config()
    if not models:
        if entry.options:
            raise PluginError("it takes no options")
        return {}
    model: type[BaseModel] = models[0]
    try:
        return model.model_validate(entry.options)
    except ValidationError as failure:
        reasons = "; ".join(f"`{'.'.join(map(str, problem['loc']))}`: {problem['msg']}" for problem in failure.errors())
        raise PluginError(f"its options are not right: {reasons}") from None


def _folder(given: Any, root: Path) -> str:
    """A plugin's folder, one of the site's by its path from there: the site may move, and its answers with it."""
    folder = Path(given)
    if not folder.is_absolute():
        raise PluginError(f"`{given}` is no absolute path; begin with `Path(__file__).parent`")
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)


def _load_installed(name: str) -> tuple[ModuleType, str, str]:
    if name in OWN:
        return importlib.import_module(OWN[name]), "cjmsite", __version__
    entry = entry_points(PLUGINS)[name]
    _foreign[name] = entry.module.partition(".")[0]
    module = entry.load()
    if entry.dist is None:
        return module, "installed", ""
    return module, entry.dist.name, entry.dist.version


def code_of(names: Iterable[str]) -> tuple[str, ...]:
    """The files of these installed plugins, also of modules that they import only when they need them. Plugins beside
    our own code are left out: the cache knows them by what made it.
    """
    packages = {_foreign[name] for name in names if name in _foreign}
    found: set[str] = set()
    for name, module in sys.modules.copy().items():
        package = name.partition(".")[0]
        path = getattr(module, "__file__", None)
        if package in packages and path and not _lies_beside(path, package):
            found.add(path)
            if hasattr(module, "__path__"):
                found.update(map(str, Path(path).parent.glob("*.py")))
    return tuple(sorted(os.path.abspath(path) for path in found))  # noqa: PTH100 - as it was loaded


def _lies_beside(path: str, package: str) -> bool:
    """Whether a module is of a package that `cache.code` takes into account."""
    place, mark, _ = path.rpartition(f"{os.sep}{package}{os.sep}")
    return package.startswith("cjmsite_") and bool(mark) and place in sys.path


def _load_local(path: str, code: bytes, root: Path) -> tuple[ModuleType, str, str]:
    """Run a plugin file. Its name carries its content, so that a changed file is another module."""
    digest = hashlib.sha256(str(root / path).encode() + b"\0" + code).hexdigest()[:12]
    name = f"{_LOCAL}{Path(path).stem.replace('-', '_')}_{digest}"
    if name in sys.modules:
        return sys.modules[name], path, ""
    spec = spec_from_loader(name, loader=None, origin=str(root / path))
    if spec is None:
        raise PluginError("it cannot be imported")
    module = module_from_spec(spec)
    module.__file__ = str(root / path)
    sys.modules[name] = module
    try:
        exec(compile(code, str(root / path), "exec"), module.__dict__)  # noqa: S102 - a listed local plugin is trusted
    except BaseException:
        del sys.modules[name]
        raise
    return module, path, ""


def why(failure: BaseException) -> str:
    """What a plugin raised, with the last line of plugins' own code that it came through."""
    if isinstance(failure, PluginError):
        return str(failure)
    line = line_of_plugin(failure)
    return f"{words(failure)}{f' ({line})' if line else ''}"


def line_of_plugin(failure: BaseException, *, bundled: bool = True) -> str | None:
    """The last line of plugins' code that a failure came through; None where it came through none."""
    return next(reversed(_lines_of_plugins(traceback.walk_tb(failure.__traceback__), bundled)), None)


def _plugin_is_running() -> bool:
    return bool(_lines_of_plugins(traceback.walk_stack(None), bundled=False))


def _lines_of_plugins(frames: Iterable[tuple[FrameType, int]], bundled: bool) -> list[str]:
    packages = {*_foreign.values(), *(OWN.values() if bundled else ())}
    return [
        f"{Path(frame.f_code.co_filename).name}, line {line}"
        for frame, line in frames
        if (package := str(frame.f_globals.get("__name__")).partition(".")[0]) in packages or package.startswith(_LOCAL)
    ]


def theme_module(name: str) -> ModuleType | None:
    """The package of an installed theme."""
    if name in OWN_THEMES:
        return importlib.import_module(OWN_THEMES[name])
    entry = entry_points(THEMES).get(name)
    return importlib.import_module(entry.value) if entry else None


def theme_names() -> tuple[str, ...]:
    """The installed themes."""
    return tuple(sorted({*OWN_THEMES, *entry_points(THEMES)}))
