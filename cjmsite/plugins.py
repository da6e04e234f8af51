"""Finding plugins, asking each once for what it declares, and naming the one that fails.

Installed plugins are entry points of the group `cjmsite.plugins`; they are loaded only when they belong to
the core or are listed in cjmsite.yaml. A local plugin is a file of the site and is listed by its path.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
from pydantic import BaseModel, ValidationError

from cjmsite import hookspecs
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.model.settings import PluginEntry
from cjmsite.registry import PluginError, PluginInfo, Registry

CORE = ("journeys", "metrics")
"""Plugins without which there is no journey site; always loaded, first."""

_COLLECTED = {
    "cjm_kinds": "kinds",
    "cjm_sources": "source_types",
    "cjm_formats": "formats",
    "cjm_measures": "measures",
    "cjm_lanes": "lanes",
    "cjm_rules": "rules",
    "cjm_exports": "exports",
}


@cache
def installed() -> dict[str, metadata.EntryPoint]:
    """Every installed plugin by name."""
    return {entry.name: entry for entry in metadata.entry_points(group="cjmsite.plugins")}


def collect(
    entries: Iterable[tuple[PluginEntry, Span | None]], local_sources: dict[str, bytes], root: Path
) -> Registry:
    """Load the plugins of a site, in order, and gather what they declare.

    `local_sources` holds the code of each local plugin by its path. What fails is left out and is a finding
    that names the plugin and the hook.
    """
    gathering = _Gathering()
    for name in CORE:
        gathering.add(PluginEntry(name=name), lambda name=name: _load_installed(name), None)
    for entry, span in entries:
        if entry.name in CORE:
            continue
        if entry.local:
            path = entry.name.removeprefix("./")
            code = local_sources.get(path)
            if code is None:
                gathering.problems.append(
                    error(
                        "plugin-missing",
                        f"there is no plugin file `{path}`",
                        span,
                        "the path starts at the site's root",
                    )
                )
                continue
            gathering.add(entry, lambda path=path, code=code: _load_local(path, code, root), span)
        elif entry.name in installed():
            gathering.add(entry, lambda name=entry.name: _load_installed(name), span)
        else:
            hint = did_you_mean(entry.name, installed()) or f"installed: {', '.join(sorted(installed()))}"
            gathering.problems.append(error("plugin-missing", f"no plugin `{entry.name}` is installed", span, hint))
    return gathering.registry()


class _Gathering:
    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in _COLLECTED.values()}
        self.owners: dict[tuple[str, str], str] = {}
        self.templates: list[Path] = []
        self.infos: list[PluginInfo] = []
        self.problems: list[Diagnostic] = []
        self.commands: dict[str, Any] = {}

    def add(self, entry: PluginEntry, load: Any, span: Span | None) -> None:
        try:
            module, origin, version = load()
            manager = _manager(module, entry.name)
        except Exception as failure:
            self.fail(entry.name, "import", failure, span)
            return
        hooks = tuple(sorted(c.name for c in manager.get_hookcallers(module) or () if c.name.startswith("cjm_")))
        summary = (module.__doc__ or "").strip().split("\n")[0]
        self.infos.append(PluginInfo(entry.name, origin, version, summary, hooks))
        try:
            config = _config(manager, entry)
        except Exception as failure:
            self.fail(entry.name, "cjm_config", failure, span)
            return
        for hook, table in _COLLECTED.items():
            try:
                for declared in (getattr(manager.hook, hook)(config=config) or [()])[0] or ():
                    self.declare(table, declared.name, declared, entry.name, span)
            except Exception as failure:
                self.fail(entry.name, hook, failure, span)
        try:
            self.templates += [Path(folder) for folder in manager.hook.cjm_templates(config=config)]
        except Exception as failure:
            self.fail(entry.name, "cjm_templates", failure, span)
        if "cjm_commands" in hooks:
            self.add_commands(manager, config, entry.name, span)

    def add_commands(self, manager: pluggy.PluginManager, config: Any, plugin: str, span: Span | None) -> None:
        import click

        group = click.Group()
        try:
            manager.hook.cjm_commands(commands=group, config=config)
        except Exception as failure:
            self.fail(plugin, "cjm_commands", failure, span)
        for name, command in group.commands.items():
            self.declare("commands", name, command, plugin, span)

    def declare(self, table: str, name: str, declared: Any, plugin: str, span: Span | None) -> None:
        owner = self.owners.setdefault((table, name), plugin)
        if owner != plugin:
            what = table.replace("_", " ").removesuffix("s")
            self.problems.append(
                error(
                    "plugin-clash",
                    f"the plugins `{owner}` and `{plugin}` both declare the {what} `{name}`",
                    span,
                )
            )
            return
        target = self.commands if table == "commands" else self.tables[table]
        target[name] = declared

    def fail(self, plugin: str, hook: str, failure: Exception, span: Span | None) -> None:
        where = "while it was imported" if hook == "import" else f"in `{hook}`"
        reason = str(failure) if isinstance(failure, PluginError) else f"{type(failure).__name__}: {failure}"
        self.problems.append(
            error("plugin-failed", f"the plugin `{plugin}` failed {where}: {reason}{_line_in(failure)}", span)
        )

    def registry(self) -> Registry:
        return Registry(
            plugins=tuple(self.infos),
            templates=tuple(self.templates),
            commands=self.commands,
            problems=tuple(self.problems),
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


def _load_installed(name: str) -> tuple[ModuleType, str, str]:
    entry = installed().get(name)
    if entry is None:
        raise PluginError("it is not installed; install cjmsite again")
    module = entry.load()
    distribution = entry.dist
    origin = distribution.name if distribution else "installed"
    return module, origin, distribution.version if distribution else ""


def _load_local(path: str, code: bytes, root: Path) -> tuple[ModuleType, str, str]:
    """Run a plugin file. Its name carries its content, so that a changed file is another module."""
    digest = hashlib.sha256(code).hexdigest()[:12]
    name = f"cjmsite_local_{Path(path).stem.replace('-', '_')}_{digest}"
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


def _line_in(failure: Exception) -> str:
    """The last line of the plugin's own code that the failure came through."""
    trace = failure.__traceback__
    found = ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "cjmsite/plugins.py" not in file.replace("\\", "/") and "pluggy" not in file:
            found = f" ({Path(file).name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return "" if isinstance(failure, PluginError) else found


def theme_module(name: str) -> ModuleType | None:
    """The package of an installed theme."""
    for entry in metadata.entry_points(group="cjmsite.themes"):
        if entry.name == name:
            return importlib.import_module(entry.value)
    return None


def theme_names() -> tuple[str, ...]:
    """The installed themes."""
    return tuple(sorted(entry.name for entry in metadata.entry_points(group="cjmsite.themes")))
