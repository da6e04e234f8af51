"""Code of plugins: what changes in it takes effect, and values of its own classes come back once it is loaded."""

from __future__ import annotations

import sys
import textwrap
from importlib import metadata
from pathlib import Path

import pytest

from cjmsite import build, plugins
from tests.conftest import TODAY, write_files

OPTIONS = build.Options(today=TODAY)

CODE = """
from cjmsite.api import Rule, hookimpl, warning

@hookimpl
def cjm_rules(config):
    def check(site):
        yield warning("said", "{words}")
    return [Rule("say", "Say", check, {{"said": "warning"}})]
"""


def said(root: Path, out: Path) -> list[str]:
    db, known = build.resume(root, OPTIONS)
    return [finding.message for finding in build.build(db, out, known).findings if finding.code == "said"]


def test_code_of_a_local_plugin_takes_effect(tmp_path: Path) -> None:
    root = tmp_path / "one"
    write_files(root, {"cjmsite.yaml": "title: T\nplugins: [./own.py]\n", "content/a.md": "# A\n"})
    for words in ("one", "one", "two"):
        write_files(root, {"own.py": CODE.format(words=words)})
        assert said(root, tmp_path / "out") == [words]


def test_code_of_an_installed_plugin_takes_effect_though_its_version_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, package = tmp_path / "one", tmp_path / "lib"
    write_files(root, {"cjmsite.yaml": "title: T\nplugins: [speaker]\n", "content/a.md": "# A\n"})
    monkeypatch.syspath_prepend(str(package))
    entry = metadata.EntryPoint("speaker", "speaker_plugin", "cjmsite.plugins")
    monkeypatch.setattr(plugins, "entry_points", lambda group: {"speaker": entry})
    for words in ("one", "one", "three"):
        code = textwrap.dedent(CODE).replace('"{words}"', "WORDS").replace("{{", "{").replace("}}", "}")
        write_files(
            package,
            {
                "speaker_plugin/__init__.py": f"from speaker_plugin.words import WORDS\n{code}",
                "speaker_plugin/words.py": f"WORDS = {words!r}\n",
            },
        )
        for name in [name for name in sys.modules if name.startswith("speaker_plugin")]:
            monkeypatch.delitem(sys.modules, name)  # another run begins without
        assert said(root, tmp_path / "out") == [words]
