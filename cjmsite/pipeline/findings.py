"""Everything that is wrong with a site, judged by the site's own severities."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error, in_order
from cjmsite.others import failures
from cjmsite.pipeline import numbers
from cjmsite.pipeline.choices import SETTINGS_FILE
from cjmsite.pipeline.configuration import (
    OF_PLUGINS,
    configuration,
    content_folder,
    lacks_content,
    lacks_plugins,
    place_in_settings,
    registry,
    settings,
    source_names,
    theme,
)
from cjmsite.pipeline.content import (
    cards,
    checked,
    front,
    origin,
    repeated,
)
from cjmsite.pipeline.files import not_read, outside_links, page_files
from cjmsite.pipeline.links import link_problems, reference_problems
from cjmsite.plugins import why
from cjmsite.query import Database, query
from cjmsite.read import inputs
from cjmsite.registry import PluginError, Rule
from cjmsite.site import Site


@query
def of_configuration(db: Database) -> tuple[Diagnostic, ...]:
    """What is wrong before any page is looked at."""
    return (
        *configuration(db).problems,
        *_content_folder(db),
        *map(_saying_what_waits, registry(db).problems),
        *theme(db).problems,
        *_rule_settings(db),
    )


def _saying_what_waits(problem: Diagnostic) -> Diagnostic:
    """A finding about a plugin with what is not told because of it."""
    if problem.code not in OF_PLUGINS:
        return problem
    waits = "until then, what only this plugin knows (its kinds, lanes, measures) is not called unknown"
    return replace(problem, hint=f"{problem.hint}; {waits}" if problem.hint else waits)


_OF_SETTINGS = frozenset(["plugin-missing", "theme-missing", "unknown-rule"])


def settings_are_wrong(db: Database) -> bool:
    """Whether cjmsite.yaml itself must be mended: what it says cannot be read, or names what is not there."""
    if configuration(db).wrong:
        return True
    return any(finding.severity == "error" and finding.code in _OF_SETTINGS for finding in of_configuration(db))


def _content_folder(db: Database) -> list[Diagnostic]:
    if not lacks_content(db):
        return []
    folder = content_folder(db)
    span = place_in_settings(db, ("content",)) or Span(SETTINGS_FILE)
    if not inputs.exists(db, folder):
        hint = "make it, or name another one with `content:`"
        return [error("missing-folder", f"there is no folder `{folder}` for the pages", span, hint)]
    return [error("path-outside", f"the folder `{folder}` is a link that leads out of the site", span)]


@query
def of_file(db: Database, path: str) -> tuple[Diagnostic, ...]:
    """What is wrong in one page's file."""
    return (*checked(db, path).problems, *reference_problems(db, path), *link_problems(db, path))


@query
def of_content(db: Database) -> tuple[Diagnostic, ...]:
    """What is wrong in the files, one by one and together."""
    found: list[Diagnostic] = [*outside_links(db), *not_read(db), *_repeated_ids(db)]
    for path in page_files(db):
        found += of_file(db, path)
    return tuple(found)


@query
def of_numbers(db: Database) -> tuple[Diagnostic, ...]:
    """What is wrong with sources and metrics; a source that no metric uses is read as well.

    What a plugin would add is not called unknown while one of the plugins is not there.
    """
    found: list[Diagnostic] = []
    for name in source_names(db):
        found += numbers.reading(db, name).problems
    for metric in cards(db, "metric"):
        result = numbers.metric(db, metric.id)
        if result is not None:
            found += result.problems
    if lacks_plugins(db):
        found = [problem for problem in found if problem.code not in _OF_PLUGINS]
    return tuple(found)


_OF_PLUGINS = frozenset(["unknown-format", "unknown-source-type", "unknown-measure"])


@query
def of_rule(db: Database, name: str) -> tuple[Diagnostic, ...]:
    """What one rule finds. A rule that raises is a finding that names it."""
    rule: Rule = registry(db).rules[name]
    if rule.codes and all(settings(db).rules.get(code, severity) == "off" for code, severity in rule.codes.items()):
        return ()
    try:
        found = tuple(rule.check(Site(db, "")))
        if wrong := next((given for given in found if not isinstance(given, Diagnostic)), None):
            raise PluginError(f"it gives a {type(wrong).__name__}, not a Diagnostic")
    except inputs.Changing:
        raise
    except failures() as failure:
        return (error("plugin-failed", f"the rule `{name}` failed: {why(failure)}"),)
    if any(given.code == _OF_LANES for given in found) and lacks_plugins(db):
        return tuple(given for given in found if given.code != _OF_LANES)
    return found


_OF_LANES = "lane-unknown"


@query
def of_rules(db: Database) -> tuple[Diagnostic, ...]:
    """What the rules find."""
    return tuple(finding for name in registry(db).rules for finding in of_rule(db, name))


def judged(db: Database, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings in order, with the severities of cjmsite.yaml; what is `off` is left out."""
    chosen = settings(db).rules
    kept = []
    for finding in findings:
        severity = chosen.get(finding.code, finding.severity)
        if severity != "off":
            kept.append(finding.with_severity(severity))
    return in_order(kept)


def _repeated_ids(db: Database) -> list[Diagnostic]:
    found = []
    for path, other in repeated(db).items():
        place = origin(db, path)
        stated = front(db, path).places.get(("id",))
        found.append(
            Diagnostic(
                "duplicate-id",
                "error",
                f"the {place.kind} `{place.id}` is here and in `{other}`",
                stated.value if stated else Span(path),
                "take another `id:`" if stated else "rename one of the files, or give one another `id:`",
                (("the other one", Span(other)),),
            )
        )
    return found


CORE_CODES = frozenset(
    [
        "broken-ref",
        "draft-ref",
        "broken-link",
        "broken-anchor",
        "unsafe-link",
        "image-remote",
        "not-published",
        "unsafe-svg",
        "path-outside",
        "unreadable-folder",
        "missing-key",
        "unknown-key",
        "wrong-type",
        "bad-value",
        "bad-choice",
        "out-of-range",
        "duplicate-key",
        "duplicate-id",
        "output-clash",
        "unknown-kind",
        "bad-file-name",
        "reserved-name",
        "not-utf8",
        "not-text",
        "not-read",
        "lost-comment",
        "unknown-folder",
    ]
)


def _rule_settings(db: Database) -> list[Diagnostic]:
    """Codes in `rules:` that nothing gives. Codes of readers and measures are open: only near misses are told."""
    known = CORE_CODES | {code for rule in registry(db).rules.values() for code in rule.codes}
    found = []
    for code in settings(db).rules:
        if code not in known and (hint := did_you_mean(code, known)):
            found.append(
                error(
                    "unknown-rule",
                    f"no finding is called `{code}`",
                    place_in_settings(db, ("rules", code)),
                    hint,
                )
            )
    return found
