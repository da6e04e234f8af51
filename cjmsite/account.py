"""The account of a build: what took how long, in which stage and for which plugin, as a value for programs.

It names pages, files, ids and plugins, and never shows what stands in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cjmsite import __version__, stopwatch
from cjmsite.pipeline import choices
from cjmsite.query import Database, Memo, named
from cjmsite.read import inputs
from cjmsite.render import results

if TYPE_CHECKING:
    from cjmsite.registry import Registry
    from cjmsite.stopwatch import Stopwatch
    from cjmsite.write.folder import Written

VERSION = 1
"""Counts up when a key goes or gets another meaning."""

MOST = 20
"""So many of each kind are named: the slowest."""

FIRST = 10
"""So many changed files are named."""

CORE = "cjmsite"
"""Stands for a plugin where the work is of no plugin."""

_LISTS = {
    stopwatch.SHELL: "pages",
    stopwatch.PAGE: "pages",
    stopwatch.BODY: "bodies",
    stopwatch.METRIC: "metrics",
    stopwatch.SOURCE: "sources",
    stopwatch.RULE: "rules",
    stopwatch.EXPORT: "exports",
}

_GIVEN = "cjmsite.query.database:_given"
_CHOICES = (choices.TODAY, choices.DRAFTS, choices.BASE_URL, choices.LOCAL_CODE)


def of_build(
    db: Database, watch: Stopwatch, cache: str, counts: dict[str, int], written: Written | None
) -> dict[str, Any]:
    """The account of a build that is over. `cache` is what `Memory.state` said when it began."""
    taken = _taken(db)
    changed = _changed_files(db) if cache == "used" else []
    differing = _changed_choices(db) if cache == "used" else []
    slowest, plugins = _by_subject(db, watch)
    return {
        "version": VERSION,
        "cjmsite": __version__,
        "seconds": _rounded(sum(watch.stages.values())),
        "stages": {stage: _rounded(seconds) for stage, seconds in watch.stages.items()},
        "workers": watch.workers,
        "memory": _memory(watch.workers > 0),
        "cache": {
            "state": cache,
            "changed_options": differing,
            "changed_files": {"count": len(changed), "first": changed[:FIRST]},
            "taken": taken,
            "worked_out": sum(count for name, (count, _) in watch.queries.items() if not named(name).volatile),
        },
        "slowest": slowest,
        "plugins": [{"name": name, "seconds": _rounded(seconds)} for name, seconds in _longest_first(plugins)],
        "queries": [
            {"name": name, "runs": watch.queries[name][0], "seconds": _rounded(seconds)}
            for name, seconds in _longest_first({name: seconds for name, (_, seconds) in watch.queries.items()})[:MOST]
        ],
        "counts": counts,
        "written": None
        if written is None
        else {
            "new": written.new,
            "changed": written.changed,
            "unchanged": written.unchanged,
            "deleted": written.deleted,
        },
    }


def _by_subject(db: Database, watch: Stopwatch) -> tuple[dict[str, list[dict[str, Any]]], dict[str, float]]:
    """The slowest pages, rules ..., each with its plugin; and the seconds of all plugins."""
    owners = _Owners(db) if watch.each else None
    found: dict[str, dict[tuple[str, str], float]] = {name: {} for name in _LISTS.values()}
    plugins = {CORE: sum(seconds for _, seconds in watch.queries.values())}
    for (query, about), seconds in watch.each.items():
        assert owners is not None
        kind = "exports" if _LISTS[query] == "pages" and owners.is_export(about) else _LISTS[query]
        plugin = owners.of(query, about)
        found[kind][about, plugin] = found[kind].get((about, plugin), 0.0) + seconds
        plugins[CORE] -= seconds
        plugins[plugin] = plugins.get(plugin, 0.0) + seconds
    slowest = {
        kind: [
            {"name": about, "plugin": plugin, "seconds": _rounded(seconds)}
            for (about, plugin), seconds in _longest_first(timed)[:MOST]
        ]
        for kind, timed in found.items()
    }
    return slowest, plugins


class _Owners:
    """Which plugin declared what. Asked only where something was worked out: it needs the plugins."""

    def __init__(self, db: Database) -> None:
        from cjmsite.pipeline.configuration import registry

        self.db = db
        self.registry: Registry = registry(db)
        self.outputs = {output.url: output for output in results.outputs(db)}

    def is_export(self, url: str) -> bool:
        """Whether an output is for machines."""
        return url in self.outputs and self.outputs[url].maker == "export"

    def of(self, query: str, about: str) -> str:
        """The plugin that declared what an answer is about; CORE for what no plugin declared."""
        if query == stopwatch.RULE:
            place = "rules", about
        elif query == stopwatch.METRIC:
            place = "measures", self._measure(about)
        elif query == stopwatch.SOURCE:
            place = self._reader(about)
        elif query == stopwatch.EXPORT:
            place = "exports", about
        elif query == stopwatch.BODY:  # plugins have no part in Markdown
            return CORE
        else:
            place = self._maker(about)
        return self.registry.owners.get(place, CORE)

    def _measure(self, id_: str) -> str:
        from cjmsite.pipeline.content import document

        found = document(self.db, "metric", id_)
        return getattr(found.data, "measure", None) or "" if found else ""

    def _reader(self, name: str) -> tuple[str, str]:
        from cjmsite.pipeline.configuration import source

        declared = source(self.db, name)
        if declared is None:
            return "formats", ""
        return ("formats", declared.format) if declared.type == "file" else ("source_types", declared.type)

    def _maker(self, url: str) -> tuple[str, str]:
        output = self.outputs.get(url)
        if output is None:
            return "kinds", ""
        if output.maker in ("document", "beside", "portable"):
            from cjmsite.pipeline.content import checked

            found = checked(self.db, output.argument).document
            return "kinds", found.kind if found else ""
        table = {"view": "views", "export": "exports"}.get(output.maker, "kinds")
        return table, output.argument.partition(":")[0]


def _taken(db: Database) -> int:
    """How many answers of the last run were of use and still hold."""
    return sum(memo.past is not None and memo.is_right and not _is_new(memo) for memo in db.known.here.values())


def _is_new(memo: Memo) -> bool:
    """Whether an answer is another one than the last run had; what was taken from there bears the mark 1."""
    return memo.changed_at != 1 or not memo.verified_at


def _changed_files(db: Database) -> list[str]:
    """The files whose content is not what the last run saw, new and deleted ones among them."""
    return sorted(str(memo.key[1][0]) for memo in _of(db, inputs.fingerprint.name) if _is_new(memo))


def _changed_choices(db: Database) -> list[str]:
    given = {str(memo.key[1][0]): memo for memo in _of(db, _GIVEN) if memo.past is not None}
    return [name for name in _CHOICES if name in given and _is_new(given[name])]


def _of(db: Database, query: str) -> Iterator[Memo]:
    return (memo for memo in db.known.here.values() if memo.key[0].name == query)


def _longest_first(timed: dict[Any, float]) -> list[tuple[Any, float]]:
    return sorted(timed.items(), key=lambda pair: (-pair[1], pair[0]))


def _rounded(seconds: float) -> float:
    return round(max(0.0, seconds), 6)


def _memory(forked: bool) -> dict[str, int | None] | None:
    """The most bytes that this process, and the largest of its workers, had at a time; None where nobody says."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit if forked else None
    return {"main": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, "largest_worker": largest}


def in_words(account: dict[str, Any]) -> list[str]:
    """The account for a person who wants to know where the time went, in a few lines."""
    stages = [f"{stage} {seconds:.2f}" for stage, seconds in account["stages"].items() if seconds >= 0.005]
    several = f" with {account['workers']} workers" if account["workers"] else ""
    lines = [f"Took {account['seconds']:.2f} s{several}: {', '.join(stages)}"]
    cache = account["cache"]
    lines.append(f"{_CACHE[cache['state']]}; {cache['taken']:,} answers taken, {cache['worked_out']:,} worked out")
    if cache["changed_options"]:
        lines.append(f"Other than in the last run: {', '.join(cache['changed_options'])}")
    if cache["changed_files"]["count"]:
        lines.append(f"Files changed: {_listed(cache['changed_files'])}")
    for kind, one in _ONE.items():
        if account["slowest"][kind]:
            first = account["slowest"][kind][0]
            lines.append(f"Slowest {one}: {first['name']} ({first['plugin']}) {first['seconds']:.3f} s")
    return lines


_ONE = {
    "pages": "page",
    "bodies": "body",
    "metrics": "metric",
    "sources": "source",
    "rules": "rule",
    "exports": "export",
}

_CACHE = {
    "used": "Went on from the last run",
    "off": "The cache is switched off",
    "none": "There was no cache yet",
    "code": "The cache was made by another cjmsite, plugin or Python",
    "damaged": "The cache was damaged",
    "link": "The folder of the cache is a link, and is left alone",
}


def _listed(changed: dict[str, Any]) -> str:
    named: Iterable[str] = changed["first"][:3]
    more = changed["count"] - 3
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
