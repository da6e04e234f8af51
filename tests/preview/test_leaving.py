"""Code of others that would end the whole program is a mistake like any other; only Ctrl-C ends the preview."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.preview.conftest import SITE, Serving

HEAD = "from cjmsite.api import *\nfrom cjmsite.api import hookimpl\n\n"
PLACES = {
    "on import": "{}\n",
    "a hook": "@hookimpl\ndef cjm_lanes(config):\n    {}\n",
    "a rule": "def f(site):\n    {}\n\n@hookimpl\ndef cjm_rules(config):\n    return [Rule('b', '', f, {{}})]\n",
    "a row": "def cell(*a):\n    {}\n\n@hookimpl\ndef cjm_lanes(config):\n    return [Lane('b', 'B', cell)]\n",
}
LEAVING = {
    # what the plugin does: what is told of it
    "raise KeyboardInterrupt": "KeyboardInterrupt",
    "raise SystemExit('bye')": "SystemExit: bye",
    "raise GeneratorExit": "GeneratorExit",
    "raise type('Odd', (BaseException,), {})('x')": "Odd: x",
    "raise __import__('asyncio').CancelledError": "CancelledError",
    "raise StopIteration": "StopIteration",
    "raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})": "Mute",
    "__import__('os')._exit(0)": "it called os._exit(0)",
    "__import__('sys').setrecursionlimit(80)": "it called sys.setrecursionlimit(80)",
}
SETTINGS = str(SITE["cjmsite.yaml"]) + "plugins: [csv, ./plugins/bad.py]\n"


@pytest.mark.parametrize("does", LEAVING)
def test_a_plugin_that_would_end_the_preview_is_named_and_the_preview_goes_on(
    serve: Callable[..., Serving], does: str
) -> None:
    serving = serve({"cjmsite.yaml": SETTINGS, "plugins/bad.py": HEAD})
    serving.shows("/guide/more.html", "First words.")
    time.sleep(1)
    for number, code in enumerate(PLACES.values()):
        del serving.lines[:]
        serving.edit({"plugins/bad.py": HEAD + code.format(does)})
        serving.get("/journeys/buying.html")
        serving.said(LEAVING[does])
        serving.said("bad.py, line ")
        serving.edit({"plugins/bad.py": HEAD, "content/guide/more.md": f"# More\n\nMended {number}.\n"})
        serving.shows("/guide/more.html", f"Mended {number}.")
        serving.until(lambda: serving.get("/journeys/buying.html")[0] == 200)
    assert serving.stop() == 130, "of Ctrl-C itself"
