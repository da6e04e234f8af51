"""Templates, every one of them tracked: a page is made again when a template that it used has changed.

Searched in this order: the site's own theme folder, the folders of plugins, the installed theme. A name with a
prefix, `atlas:journey.html`, goes straight to the installed theme, so that a template can extend the one that
it replaces.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import jinja2

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.others import words
from cjmsite.pipeline.configuration import appearance, registry, theme
from cjmsite.query import Database, query
from cjmsite.read import inputs, plaintext
from cjmsite.render import format
from cjmsite.render.compiled import CompiledTheme

_NAMED = re.compile(r"""\b(?:extends|include|import|from|shared_part\()\s*["']([^"']+)["']""")
"""Where a template names another one."""


class TemplateFailure(Exception):
    """A template that raised; `problem` says where."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


@query
def template_source(db: Database, name: str) -> tuple[str, str] | None:
    """The text of a template and where it was found."""
    used = theme(db)
    wanted, _, plain = name.rpartition(":")
    if not inputs.is_plain(plain):
        return None
    if not wanted:
        if used.own:
            path = f"{used.own}/templates/{plain}"
            if inputs.is_file(db, path):
                return _text(inputs.load, db, path), path
        for folder in registry(db).templates:
            path = posixpath.join(folder, plain)
            if inputs.is_file(db, path):
                return _text(inputs.load_installed if posixpath.isabs(path) else inputs.load, db, path), path
    path = str(used.module_folder / "templates" / plain)
    if wanted in ("", used.name) and inputs.is_file(db, path):
        return _text(inputs.load_installed, db, path), f"{used.name}:{plain}"
    return None


def _text(load: Callable[[Database, str], bytes], db: Database, path: str) -> str:
    try:
        text, problem = plaintext.decode(load(db, path), path)
    except inputs.Changing:
        raise
    except inputs.InputError as failure:
        raise TemplateFailure(error(failure.code, str(failure), Span(path))) from None
    if problem is not None:
        raise TemplateFailure(problem)
    return text


def _walk(db: Database, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Templates and all that they name, each once with its text. What cannot be read is told of by what needs it."""
    waiting = list(names)
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        with suppress(TemplateFailure):
            if (found := template_source(db, name)) is not None:
                yield name, found[0]
                named = set(_NAMED.findall(found[0])) - seen
                waiting += sorted(named)
                seen |= named


@query
def edition(db: Database, name: str) -> str:
    """What a template says and all that it names, in short. The engine keeps what an imported template defines, and
    asks no more for what that one imports.
    """
    return hashlib.sha256("\0".join(text for _, text in _walk(db, [name])).encode()).hexdigest()


class _Loader(jinja2.BaseLoader):
    def __init__(self, db: Database) -> None:
        self.db = db

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        found = template_source(self.db, template)
        if found is None:
            raise jinja2.TemplateNotFound(template)
        made = edition(self.db, template)
        # Asked at each use, inside the page that uses it: that records the read.
        return found[0], found[1], lambda: edition(self.db, template) == made


@query
def environment(db: Database) -> jinja2.Environment:
    """The template engine of a site."""
    used = theme(db)
    engine = jinja2.Environment(
        loader=_Loader(db),
        bytecode_cache=CompiledTheme(used.name, used.module_folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=True,
        cache_size=400,
    )
    engine.policies["json.dumps_kwargs"] = {"sort_keys": True, "allow_nan": False, "separators": (",", ":")}
    engine.filters.update(format.FILTERS)
    engine.globals["site"] = appearance(db)  # macros write numbers too, and get no page
    return engine


def compile_all(db: Database, names: Iterable[str]) -> None:
    """Compile templates and those that they name; what is wrong with one is told by the page that needs it."""
    engine = environment(db)
    for name, _ in _walk(db, names):
        with suppress(jinja2.TemplateError):
            engine.get_template(name)


def render(db: Database, name: str, variables: Mapping[str, Any]) -> str:
    """A template filled in. Raises TemplateFailure with the template's own line."""
    try:
        return environment(db).get_template(name).render(variables)
    except jinja2.TemplateSyntaxError as failure:
        raise TemplateFailure(_problem(failure.message or "syntax", failure.filename or name, failure.lineno)) from None
    except jinja2.TemplateNotFound as failure:
        raise TemplateFailure(_problem(f"there is no template `{failure.name}`", *_place(failure, name))) from None
    except (TemplateFailure, inputs.Changing):
        raise
    except RecursionError as failure:
        raise TemplateFailure(_problem("the template includes itself without end", *_circle(failure, name))) from None
    except Exception as failure:
        place, line = _place(failure, name)
        raise TemplateFailure(_problem(words(failure), place, line)) from None


def _problem(message: str, path: str, line: int) -> Diagnostic:
    return error("template-failed", message, Span(path, line or 1))


def _place(failure: Exception, name: str) -> tuple[str, int]:
    """The innermost frame that is a template."""
    place, line = name, 1
    for frame in traceback.extract_tb(failure.__traceback__):
        if frame.filename.endswith(".html"):
            place, line = frame.filename, frame.lineno or 1
    return place, line


def _circle(failure: Exception, name: str) -> tuple[str, int]:
    """The line of a template that was gone through most often."""
    lines = Counter(
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(failure.__traceback__)
        if frame.f_code.co_filename.endswith(".html")
    )
    return lines.most_common(1)[0][0] if lines else (name, 1)
