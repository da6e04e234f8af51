"""The site that is edited: journeys with figures, pages, a theme and a plugin of its own, in a git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench import corpus, journeys

THEME = "themes/own/templates/page.html"
STYLE = "themes/own/static/theme.css"
PLUGIN = "plugins/own.py"

JOURNEYS = 12


def plugin(words: str) -> str:
    """A plugin with a lane and a rule, whose words are seen on pages and among the findings."""
    return f'''from cjmsite.api import Lane, Rule, hookimpl, warning


@hookimpl
def cjm_lanes(config):
    return [Lane("own", "Own", lambda site, document, step: "{words}")]


@hookimpl
def cjm_rules(config):
    def check(site):
        yield warning("own-rule", "{words}: " + str(len(site.cards("persona"))))

    return [Rule("own", "Own rule", check, {{"own-rule": "warning"}})]
'''


def template(words: str) -> str:
    """A template that adds some words below each page."""
    return f'{{% extends "atlas:page.html" %}}\n{{% block content %}}{{{{ super() }}}}<p>{words}</p>{{% endblock %}}\n'


def lay(root: Path, pages: int, seed: int) -> None:
    """Write the site and commit it."""
    journeys.write(root, JOURNEYS, seed)
    corpus.write(root / "content", "cjmsite", pages, seed)
    settings = root / "cjmsite.yaml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(
        written.replace("plugins: [csv]", f"plugins: [csv, ./{PLUGIN}]\ntheme: ./themes/own"), encoding="utf-8"
    )
    for path, text in {
        THEME: template("Words of the theme."),
        STYLE: ":root { --accent: teal; }\n",
        PLUGIN: plugin("words"),
        ".gitignore": ".cjmsite-cache/\n",
    }.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root)


def commit(root: Path) -> None:
    """Commit everything as it lies there."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "Go on")


def git(root: Path, *arguments: str) -> str:
    """What git says, without the settings of the person at the machine."""
    own = ["-c", "user.name=Soak", "-c", "user.email=soak@example.com", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(["git", *own, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return ran.stdout
