"""Installed plugins and themes: each name claimed once, and code behind every name."""

from __future__ import annotations

from importlib import metadata, util

from cjmsite.diagnostics import Diagnostic
from cjmsite.doctor.finding import Finding, good, problem
from cjmsite.own import OWN, OWN_THEMES, PLUGINS, THEMES

_GROUPS = ((PLUGINS, "plugin", OWN), (THEMES, "theme", OWN_THEMES))


def check() -> list[Finding]:
    """What is installed. Nothing is run: whether a plugin of the site works is another check."""
    found: list[Finding] = []
    count = 0
    for group, what, own in _GROUPS:
        claims = {name: {module: "cjmsite"} for name, module in own.items()}
        for entry in metadata.entry_points(group=group):
            claims.setdefault(entry.name, {})[entry.value] = _owner(entry)
        count += len(claims)
        for name, owners in sorted(claims.items()):
            found += _claims(what, name, owners)
    return found or [good("plugins", f"{count} plugins and themes are installed")]


def of_site(problems: tuple[Diagnostic, ...], listed: int) -> list[Finding]:
    """What came of loading the plugins that a site lists."""
    found = [
        problem("plugins", _in_words(diagnostic), diagnostic.hint or _remedy(diagnostic)) for diagnostic in problems
    ]
    return found or [good("plugins", f"{listed} are loaded, and agree with each other")]


def _remedy(diagnostic: Diagnostic) -> str:
    if diagnostic.span is None:  # it is always loaded, and so it is named nowhere
        return "install cjmsite again: this plugin is a part of it"
    return "see `cjmsite plugins`; leave the plugin out of `plugins:` in cjmsite.yaml, or mend it"


def _in_words(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    return f"{diagnostic.message} ({span.path}, line {span.line})" if span else diagnostic.message


def _claims(what: str, name: str, owners: dict[str, str]) -> list[Finding]:
    """What is wrong with a name; `owners` are those who claim it, by what they have for it."""
    if len(owners) > 1:
        who = " and ".join(f"`{owner}` ({value})" for value, owner in sorted(owners.items()))
        used = "that of cjmsite is used" if "cjmsite" in owners.values() else "which one is used is left to chance"
        other = min(owner for owner in owners.values() if owner != "cjmsite")
        return [
            problem(what, f"`{name}` is claimed by {who}", f"uninstall one of them; {used}: `pip uninstall {other}`")
        ]
    ((value, owner),) = owners.items()
    module = value.partition(":")[0]
    if _is_there(module):
        return []
    again = f"install `{owner}` again" + ("" if owner == "cjmsite" else ", or uninstall it")
    return [problem(what, f"`{name}` is installed, but its module `{module}` is missing", again)]


def _owner(entry: metadata.EntryPoint) -> str:
    return entry.dist.name if entry.dist else "an unknown package"


def _is_there(module: str) -> bool:
    """Whether a module can be found. Only its outermost package is looked for: finding more would run it."""
    try:
        return util.find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False
