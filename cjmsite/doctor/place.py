"""The folder of a site: its settings and plugins, its repository, its disks."""

from __future__ import annotations

import time

from cjmsite.doctor import cache, clock, disk, extensions, repository, watches
from cjmsite.doctor.finding import Finding, gathered, problem
from cjmsite.pipeline import configuration
from cjmsite.query import Database
from cjmsite.read import inputs


def check(db: Database) -> list[Finding]:
    """Every check of a site, in order."""
    root = inputs.root(db)
    settings = configuration.settings(db)
    folders = tuple(dict.fromkeys((settings.content, "plugins", "themes", "templates")))
    return gathered(
        lambda: _settings(db),
        lambda: _plugins(db),
        lambda: repository.check(root, time.time()),
        lambda: disk.source(root),
        lambda: disk.output(root / settings.out, root, settings.content),
        lambda: cache.check(root),
        lambda: watches.check(path for folder in folders if (path := root / folder).is_dir()),
        lambda: clock.files(root, folders, time.time()),
    )


def _settings(db: Database) -> list[Finding]:
    wrong = [found for found in configuration.configuration(db).problems if found.severity == "error"]
    if not wrong:
        return []
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return [problem("settings", f"cjmsite.yaml is not right: {wrong[0].message}{more}", "see `cjmsite check`")]


def _plugins(db: Database) -> list[Finding]:
    registry = configuration.registry(db)
    return extensions.of_site(registry.problems, len(registry.plugins))
