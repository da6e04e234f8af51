"""Plugins that fail: each is named with hook and line; `check` goes on with the others, `build` writes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.diagnostics import Diagnostic
from cjmsite.pipeline import configuration
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

HEAD = "from cjmsite.api import *\nfrom cjmsite.api import hookimpl\n\n"
GOOD = """
from cjmsite.api import Rule, hookimpl, warning

@hookimpl
def cjm_rules(config):
    return [Rule("good", "Good", lambda site: [warning("good-ran", "it ran")], {"good-ran": "warning"})]
"""
JOURNEY = "---\ntitle: J\npersonas: [nora]\nstages: [{title: A, steps: [{title: S, emotion: 1}]}]\n---\n"


def site_with(make_site: Make, code: str, **more: str) -> MadeSite:
    return make_site(
        {
            "cjmsite.yaml": "title: T\nplugins:\n  - csv\n  - ./plugins/bad.py\n  - ./plugins/good.py\n",
            "plugins/bad.py": HEAD + code,
            "plugins/good.py": GOOD,
            "content/personas/nora.md": "---\nname: Nora\ntaglin: x\n---\n",
            "content/personas/tom.md": "---\nname: Tom\n---\n",
            "content/journeys/j.md": JOURNEY.replace("nora", "tom"),
            **more,
        }
    )


def failures(site: MadeSite) -> list[Diagnostic]:
    return [
        finding for finding in site.findings() if finding.code in ("plugin-failed", "plugin-clash", "plugin-missing")
    ]


def goes_on(site: MadeSite, tmp_path: Path) -> bool:
    """Whether the other plugins and files are checked, and nothing is written."""
    codes = site.codes()
    outcome = build.build(site.db, tmp_path / "out")
    return (
        "good-ran" in codes and "unknown-key" in codes and outcome.written is None and not (tmp_path / "out").exists()
    )


CAMPAIGNS = """
class Campaign(DocumentModel):
    budget: int = 0

@hookimpl
def cjm_kinds(config):
    return [Kind("campaign", Campaign, "Campaign", "Campaigns", "campaigns")]

@hookimpl
def cjm_lanes(config):
    return [Lane("reach", "Reach", lambda site, document, step: "all")]
"""
OF_CAMPAIGNS = {
    "cjmsite.yaml": "title: T\nplugins: [./plugins/bad.py]\nlanes: [reach, touchpoint]\n",
    "content/campaigns/a.md": "---\ntitle: A\nbudget: 1\n---\nSee [nothing](gone.md).\n",
    "content/campaigns/b.md": "---\ntitle: B\nbudget: 2\n---\n",
    "content/late.md": "---\nkind: campaign\ntitle: Late\nbudget: 3\n---\n",
    "content/guide/slip.md": "---\ntilte: Slip\n---\n",
    "content/guide/quoted.md": "---\ntitel”:\n---\n",
    "content/top.md": "---\ntitle: Top\nbudget: 4\n---\n",
}


def test_what_a_broken_plugin_would_know_is_not_called_unknown(make_site: Make) -> None:
    """What is wrong all the same, is told: slips, keys of a kind that is known, links."""
    whole = site_with(make_site, CAMPAIGNS, **OF_CAMPAIGNS)
    told = {(f.code, f.span.path) for f in whole.findings() if f.span and f.severity in ("error", "warning")}
    slips = {
        ("broken-link", "content/campaigns/a.md"),
        ("unknown-key", "content/guide/slip.md"),
        ("unknown-key", "content/guide/quoted.md"),
        ("unknown-key", "content/personas/nora.md"),
        ("unknown-key", "content/top.md"),
    }
    assert slips <= told
    broken = site_with(make_site, f"{CAMPAIGNS}\ndef f(:\n", **OF_CAMPAIGNS)
    again = {(f.code, f.span.path) for f in broken.findings() if f.span and f.severity in ("error", "warning")}
    assert again == told | {("plugin-failed", "cjmsite.yaml")}
    (failure,) = failures(broken)
    assert failure.hint and "is not called unknown" in failure.hint
    missing = site_with(make_site, "", **OF_CAMPAIGNS, **{"plugins/bad.py": "\n"})
    assert {"unknown-kind", "lane-unknown"} <= {f.code for f in missing.findings()}


AT_START = {
    "while it was imported": ("1 / 0\n", "ZeroDivisionError", "line 4"),
    "while it was imported ": ("raise SystemExit('bye')\n", "SystemExit: bye", "line 4"),
    "while it was imported  ": ("def f(:\n", "SyntaxError", "line 4"),
    "while it was imported   ": ("import a_module_that_is_nowhere\n", "ModuleNotFoundError", "line 4"),
    **{
        f"in `{hook}`": (f"@hookimpl\ndef {hook}({arguments}):\n    return [][1]\n", "IndexError", "line 6")
        for hook, arguments in {
            "cjm_config": "", "cjm_kinds": "config", "cjm_sources": "config", "cjm_formats": "config",
            "cjm_measures": "config", "cjm_lanes": "config", "cjm_rules": "config", "cjm_templates": "config",
            "cjm_exports": "config",
            "cjm_commands": "commands, config",
        }.items()
    },
    "in `cjm_lanes` ": ("@hookimpl\ndef cjm_lanes(config):\n    yield 7\n", "it gives a int, not a Lane", ""),
    "in `cjm_rules` ": ("@hookimpl\ndef cjm_rules(config):\n    return 7\n", "TypeError", ""),
    "in `cjm_kinds` ": ("@hookimpl\ndef cjm_kinds(config):\n    int('x', base=1)\n", "ValueError", "line 6"),
    "in `cjm_templates` ": ("@hookimpl\ndef cjm_templates(config):\n    return 'templates'\n", "no absolute path", ""),
}  # fmt: skip


@pytest.mark.parametrize("where", AT_START)
def test_a_plugin_that_raises_in_a_hook_is_named_with_hook_and_line(
    make_site: Make, tmp_path: Path, where: str
) -> None:
    code, reason, line = AT_START[where]
    site = site_with(make_site, code)
    found = failures(site)
    assert len(found) == 1, found
    assert found[0].message.startswith(f"the plugin `./plugins/bad.py` failed {where.strip()}: ")
    assert reason in found[0].message and line in found[0].message
    assert found[0].span and (found[0].span.path, found[0].span.line) == ("cjmsite.yaml", 4)
    assert goes_on(site, tmp_path)


LATER = {
    "a rule": (
        "def check(site):\n    raise KeyError('x')\n\n@hookimpl\ndef cjm_rules(config):\n"
        "    return [Rule('bad', 'Bad', check, {})]\n",
        "the rule `bad` failed: KeyError: 'x' (bad.py, line 5)",
    ),
    "a rule that gives something else": (
        "@hookimpl\ndef cjm_rules(config):\n    return [Rule('bad', 'Bad', lambda site: ['oh'], {})]\n",
        "the rule `bad` failed: it gives a str, not a Diagnostic",
    ),
    "a row of the map": (
        "def cell(site, journey, placed):\n    return 1 / 0\n\n@hookimpl\ndef cjm_lanes(config):\n"
        "    return [Lane('bad', 'Bad', cell)]\n",
        "cannot be made: ZeroDivisionError: division by zero (bad.py, line 5)",
    ),
    "an export": (
        "@hookimpl\ndef cjm_exports(config):\n    return [Export('bad', 'Bad', lambda site: 1 / 0)]\n",
        "the export `bad` failed: ZeroDivisionError: division by zero (bad.py, line 6)",
    ),
    "an export of something else": (
        "@hookimpl\ndef cjm_exports(config):\n    return [Export('bad', 'Bad', lambda site: {'a.txt': b'x'})]\n",
        "the export `bad` failed: its addresses and contents must be text",
    ),
    "a kind": (
        "class Bad(DocumentModel):\n    pass\n\n@hookimpl\ndef cjm_kinds(config):\n"
        "    return [Kind('bad', Bad, 'Bad', 'Bad', 'bad', title=lambda data: data.nothing)]\n",
        "the kind `bad` failed: AttributeError",
    ),
    "a kind's own rule": (
        "from pydantic import model_validator\n\nclass Bad(DocumentModel):\n    @model_validator(mode='after')\n"
        "    def check(self):\n        return {}['nothing']\n\n@hookimpl\ndef cjm_kinds(config):\n"
        "    return [Kind('bad', Bad, 'Bad', 'Bad', 'bad')]\n",
        "the kind `bad` failed: KeyError: 'nothing' (bad.py, line 9)",
    ),
    "a kind that cannot say what failed": (
        "class Mute(Exception):\n    def __str__(self):\n        return 1 / 0\n\ndef title(data):\n    raise Mute\n\n"
        "@hookimpl\ndef cjm_kinds(config):\n"
        "    return [Kind('bad', DocumentModel, 'Bad', 'Bad', 'bad', title=title)]\n",
        "the kind `bad` failed: Mute (bad.py, line 9)",
    ),
    "a view": (
        "class Bad(DocumentModel):\n    pass\n\n@hookimpl\ndef cjm_kinds(config):\n"
        "    return [Kind('bad', Bad, 'Bad', 'Bad', 'bad', view=lambda site, document: 1 / 0)]\n",
        "the page `bad/x.html` cannot be made: ZeroDivisionError: division by zero (bad.py, line 9)",
    ),
    "a template that is missing": (
        "class Bad(DocumentModel):\n    pass\n\n@hookimpl\ndef cjm_kinds(config):\n"
        "    return [Kind('bad', Bad, 'Bad', 'Bad', 'bad', template='none.html')]\n",
        "there is no template `none.html`",
    ),
    "a source": (
        "@hookimpl\ndef cjm_sources(config):\n    return [SourceType('bad', 'Bad', lambda load, options: 1 / 0)]\n",
        "the source type `bad` failed: ZeroDivisionError: division by zero (bad.py, line 6)",
    ),
    "a source without text": (
        "@hookimpl\ndef cjm_sources(config):\n    return [SourceType('bad', 'B', lambda load, o: (('a',), [(1,)]))]\n",
        "the source type `bad` failed: its header and rows must be text, cell by cell",
    ),
    "a source that reads elsewhere": (
        "@hookimpl\ndef cjm_sources(config):\n    return [SourceType('bad', 'Bad', lambda load, o: load('../x'))]\n",
        "`../x` leads out of the site",
    ),
}


@pytest.mark.parametrize("what", LATER)
def test_what_a_plugin_declared_and_then_fails_is_named(make_site: Make, tmp_path: Path, what: str) -> None:
    code, words = LATER[what]
    site = site_with(make_site, code, **{"content/bad/x.md": "---\ntitle: X\n---\n"})
    if "source" in what:
        settings = "title: T\nplugins: [./plugins/bad.py, ./plugins/good.py]\nsources: {s: {type: bad}}\n"
        site.edit({"cjmsite.yaml": settings})
    found = [finding for finding in site.findings() if finding.severity == "error" and words in finding.message]
    assert len(found) == 1, site.findings()
    assert goes_on(site, tmp_path)


LEAVING = {
    # what the plugin does: (exit code, words)
    "raise SystemExit(0)": (1, "SystemExit: 0"),
    "raise GeneratorExit": (1, "GeneratorExit"),
    "__import__('os')._exit(0)": (1, "it called os._exit(0)"),
    "raise KeyboardInterrupt": (130, "Stopped in a plugin: bad.py, line "),
    "raise type('Odd', (BaseException,), {})('x')": (3, "Error: a plugin failed: Odd: x (bad.py, line "),
}
PLACES = {
    "on import": "{}\n",
    "a hook": "@hookimpl\ndef cjm_lanes(config):\n    {}\n",
    "a rule": "def f(site):\n    {}\n\n@hookimpl\ndef cjm_rules(config):\n    return [Rule('b', '', f, {{}})]\n",
    "a row": "def cell(*a):\n    {}\n\n@hookimpl\ndef cjm_lanes(config):\n    return [Lane('b', 'B', cell)]\n",
}


@pytest.mark.parametrize("does", LEAVING)
@pytest.mark.parametrize("place", PLACES)
def test_a_plugin_that_would_end_the_process_does_not_end_it_without_a_word(
    make_site: Make, place: str, does: str
) -> None:
    site = site_with(make_site, PLACES[place].format(does))
    site.edit({"content/personas/nora.md": "---\nname: Nora\n---\n"})
    code, words = LEAVING[does]
    ended = build_in_own_process(site.root)
    assert (ended.returncode, words in ended.stderr) == (code, True), ended.stderr
    assert "bad.py" in ended.stderr and "Traceback" not in ended.stderr
    assert not (site.root / "site").exists()


def test_a_plugin_that_ends_workers_is_named_all_the_same(make_site: Make) -> None:
    """A worker that says that all went well, and has told nothing, is not believed."""
    many = {f"content/p/{number}.md": f"# P{number}\n" for number in range(150)}
    many |= {f"content/journeys/j{number}.md": JOURNEY for number in range(4)}
    site = site_with(make_site, PLACES["a row"].format("__import__('os')._exit(0)"), **many)
    site.edit({"content/personas/nora.md": "---\nname: Nora\n---\n"})
    ended = build_in_own_process(site.root)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert ended.stderr.count("it called os._exit(0) (bad.py, line 5)") == 5, ended.stderr


def build_in_own_process(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cjmsite", "build", "-q"]
    workers = os.environ | {"CJMSITE_WORKERS": "2"}
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, env=workers, check=False)


@pytest.mark.parametrize(
    ("hook", "hint"),
    [("cjm_lane", "did you mean `cjm_lanes`?"), ("cjm_rule", "did you mean `cjm_rules`?"), ("cjm_zzz", "is no hook")],
)
@pytest.mark.parametrize("mark", ["@hookimpl\n", ""])
def test_a_hook_that_is_none_is_told_with_the_nearest(
    make_site: Make, tmp_path: Path, hook: str, hint: str, mark: str
) -> None:
    site = site_with(make_site, f"{mark}def {hook}(config):\n    return []\n")
    found = failures(site)
    assert len(found) == 1 and f"`{hook}` is no hook" in found[0].message and hint in found[0].message
    assert goes_on(site, tmp_path)


def test_a_hook_with_a_wrong_argument_is_told(make_site: Make, tmp_path: Path) -> None:
    site = site_with(make_site, "@hookimpl\ndef cjm_lanes(confg):\n    return []\n")
    found = failures(site)
    assert len(found) == 1 and "confg" in found[0].message
    assert goes_on(site, tmp_path)


CLASHING = {
    "kind": "@hookimpl\ndef cjm_kinds(config):\n    return [Kind('{}', DocumentModel, 'K', 'K', 'k')]\n",
    "lane": "@hookimpl\ndef cjm_lanes(config):\n    return [Lane('{}', 'L', lambda *a: None)]\n",
    "rule": "@hookimpl\ndef cjm_rules(config):\n    return [Rule('{}', 'R', lambda site: [], {{}})]\n",
    "source type": "@hookimpl\ndef cjm_sources(config):\n    return [SourceType('{}', 'S', lambda *a: None)]\n",
    "export": "@hookimpl\ndef cjm_exports(config):\n    return [Export('{}', 'E', lambda site: {{}})]\n",
    "command": "@hookimpl\ndef cjm_commands(commands, config):\n    commands.command('{}')(lambda: None)\n",
}


@pytest.mark.parametrize("what", CLASHING)
def test_two_plugins_that_declare_one_name_are_both_named(make_site: Make, tmp_path: Path, what: str) -> None:
    code = CLASHING[what].format("same")
    site = site_with(make_site, code)
    site.edit(
        {
            "plugins/good.py": GOOD.replace("import", "import DocumentModel, Export, Kind, Lane, SourceType,") + code
            if what != "rule"
            else GOOD.replace('"good", "G', '"same", "G')
        }
    )
    found = failures(site)
    assert [finding.code for finding in found] == ["plugin-clash"]
    assert found[0].message == f"the plugins `./plugins/bad.py` and `./plugins/good.py` both declare the {what} `same`"
    assert found[0].span and (found[0].span.path, found[0].span.line) == ("cjmsite.yaml", 5)


@pytest.mark.parametrize(
    ("written", "place", "words"),
    [
        ("[cvs]", (2, 11), "did you mean `csv`"),
        ("[zzz]", (2, 11), "installed: "),
        ("[./plugins/nothing.py]", (2, 11), "no file `plugins/nothing.py`"),
        ("[csv: {a: 1}]", (2, 11), "it takes no options"),
        ("[7]", (2, 11), ""),
        ("[[csv]]", (2, 11), "a plugin is a name"),
        ("[{csv: {}, tsv: {}}]", (2, 11), "a plugin is a name"),
        ("csv", None, ""),
    ],
)
def test_a_plugin_that_is_not_there_is_told(
    make_site: Make, written: str, place: tuple[int, int] | None, words: str
) -> None:
    site = make_site({"cjmsite.yaml": f"title: T\nplugins: {written}\n", "content/a.md": "# A"})
    found = [finding for finding in site.findings() if finding.severity == "error"]
    if place is None:
        assert found == []
        return
    assert [(f.span.path, f.span.line, f.span.column) for f in found if f.span] == [("cjmsite.yaml", *place)]
    assert words in f"{found[0].message} {found[0].hint}"


def test_local_code_of_somebody_else_is_not_run(make_site: Make, tmp_path: Path) -> None:
    """`--no-local-code` builds a branch that nobody has read: neither its plugins nor its templates run."""
    trace = tmp_path / "it-ran"
    code = f"from pathlib import Path\nPath({str(trace)!r}).touch()\n"
    files = {
        "cjmsite.yaml": "title: T\ntheme: ./themes/mine\nplugins: [csv, ./plugins/evil.py, plugins/evil.py]\n",
        "plugins/evil.py": code,
        "themes/mine/templates/404.html": "{% set x = 1 / 0 %}",
        "themes/mine/templates/page.html": "EVIL {{ ''.__class__ }}",
        "themes/mine/static/atlas.js": "evil()",
        "themes/mine/static/evil.js": "evil()",
        "content/a.md": "# A\n",
    }
    careful = make_site(files, local_code=False)
    assert [finding for finding in careful.findings() if finding.severity == "error"] == []
    assert build.build(careful.db, tmp_path / "out").written
    assert not trace.exists()
    assert b"evil" not in b"".join(careful.outputs().values()).lower()
    assert [info.name for info in configuration.registry(careful.db).plugins if info.name.endswith(".py")] == []
    trusting = make_site(files)
    assert any(finding.code == "template-failed" for finding in trusting.findings())
    assert trace.exists()
