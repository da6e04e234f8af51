"""How each page is made. Which there are stands in `outputs`, what is asked of them in `results`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.others import failures
from cjmsite.pipeline.configuration import appearance, base_url, content_folder, registry
from cjmsite.pipeline.content import PAGE, checked, kind_of
from cjmsite.pipeline.files import page_files
from cjmsite.pipeline.links import published
from cjmsite.pipeline.marks import Marks, fill, parts_of
from cjmsite.plugins import line_of_plugin, why
from cjmsite.query import Database
from cjmsite.read.inputs import Changing
from cjmsite.render import exports, facts, home, lists, shared, views
from cjmsite.render.frame import frame
from cjmsite.render.machines import script_json
from cjmsite.render.results import Output, Shell, output_at
from cjmsite.render.templates import TemplateFailure, compile_all, render
from cjmsite.site import RootedSite, Site


def warm_up(db: Database) -> None:
    """Import what pages are made with, and compile the templates of the kinds that there are: every worker that makes
    pages has them then.
    """
    from cjmsite.render import sitefile  # noqa: F401 - of use to every worker

    tops = {path.removeprefix(f"{content_folder(db)}/").partition("/")[0] for path in page_files(db)}
    kinds = registry(db).kinds.values()
    compile_all(db, {kind.template for kind in kinds if kind.name == PAGE or kind.folder in tops})


def make_shell(db: Database, url: str) -> Shell:
    """A page without the words of bodies, or the reasons why there is none."""
    output = output_at(db, url)
    if output is None:
        raise KeyError(url)
    marks = Marks()
    try:
        text = _MAKERS[output.maker](db, output, marks)
        told = _told(db, url, text) if marks.numbers or output.maker in ("export", "view") else ()
        return Shell(text, told, marks.secret, marks.stories, parts_of(text, marks.secret))
    except TemplateFailure as failure:
        return Shell(None, (failure.problem,))
    except exports.ExportFailure as failure:
        return Shell(None, (failure.problem,))
    except failures() as failure:
        if isinstance(failure, Changing) or line_of_plugin(failure) is None:
            raise
        span = Span(output.source) if output.source else None
        return Shell(None, (error("plugin-failed", f"the page `{url}` cannot be made: {why(failure)}", span),))


def _told(db: Database, url: str, text: str) -> tuple[Diagnostic, ...]:
    """What a page with numbers tells that it must not."""
    from cjmsite.render import disclosure

    return disclosure.told_by(db, url, text)


def make_part(db: Database, name: str, seat: str) -> Shell:
    """A part that all pages of a seat share, or the reasons why there is none."""
    try:
        return Shell(render(db, name, shared.variables(db, Site(db, seat))), secret=Marks().secret)
    except TemplateFailure as failure:
        return Shell(None, (failure.problem,))


def _document(db: Database, output: Output, marks: Marks) -> str:
    document = published(db, output.argument)
    if document is None:
        raise RuntimeError(f"{output.argument} has no document")
    kind = kind_of(db, document.kind)
    site = Site(db, output.url, marks)
    view = kind.view or facts.document_view
    own: Mapping[str, Any] = view(site, document)
    variables = frame(db, output.url, document.title, document)
    variables |= {"document": document, "kind": kind, "body": site.body(document)}
    return render(db, kind.template, {**variables, **own})


def _second(db: Database, output: Output, marks: Marks) -> str:
    document = published(db, output.argument)
    kind = kind_of(db, document.kind) if document else None
    if document is None or kind is None or kind.beside is None:
        raise RuntimeError(f"{output.argument} has no second page")
    own = kind.beside.view(Site(db, output.url, marks), document)
    variables = frame(db, output.url, own["title"])
    crumbs = [{"title": kind.plural, "url": Site(db, output.url).url(f"{kind.folder}/index.html")}]
    variables["page"] |= {"crumbs": crumbs}
    return render(db, kind.beside.template, {**variables, "kind": kind, **own})


def _lent(db: Database, output: Output, marks: Marks) -> str:
    document = published(db, output.argument)
    kind = kind_of(db, document.kind) if document else None
    if document is None or kind is None or kind.portable is None:
        raise RuntimeError(f"{output.argument} has nothing for other pages")
    data = kind.portable(Site(db, ""), document)
    return f"cjmDocument({script_json(document.url)},{script_json(data)});\n"


def _index(db: Database, output: Output, marks: Marks) -> str:
    kind = kind_of(db, output.argument)
    site = Site(db, output.url, marks)
    view = kind.index_view or lists.index_view
    intro = site.intro(kind.folder)
    variables = frame(db, output.url, intro.title if intro else kind.plural, intro)
    variables |= {"kind": kind, "intro": site.body(intro) if intro else None}
    return render(db, kind.index_template, {**variables, **view(site, kind.name)})


def _home(db: Database, output: Output, marks: Marks) -> str:
    site = Site(db, output.url, marks)
    intro = site.intro("")
    variables = frame(db, output.url, appearance(db).title, intro)
    variables |= {"intro": site.body(intro) if intro else None}
    return render(db, "home.html", {**variables, **home.home_view(site)})


def _view(db: Database, output: Output, marks: Marks) -> str:
    view = registry(db).views[output.argument]
    variables = frame(db, output.url, view.title) | views.variables(db, view.name, output.url)
    variables["page"] |= {"summary": view.summary}
    return render(db, view.template, variables)


def _not_found(db: Database, output: Output, marks: Marks) -> str:
    public = base_url(db)
    return _nothing_here(db, output.url, None if public is None else urlsplit(public).path)


def not_found(db: Database, url: str, folder: str) -> str:
    """The page for addresses that are not there, of a site that lies in a folder of its host."""
    return fill(_nothing_here(db, url, folder), Marks().secret, lambda target: "")


def _nothing_here(db: Database, url: str, folder: str | None) -> str:
    """The page is served at whatever address was asked for, so that relative links would lead astray."""
    site = Site(db, url) if folder is None else RootedSite(db, url, folder)
    return render(db, "404.html", frame(db, url, "Page not found", site=site))


def _redirect(db: Database, output: Output, marks: Marks) -> str:
    document = checked(db, output.argument).document
    if document is None:
        raise RuntimeError(f"{output.argument} has no document")
    target = Site(db, output.url).url(document.url)
    return render(db, "redirect.html", {"title": document.title, "target": target, "lang": appearance(db).lang})


def _export(db: Database, output: Output, marks: Marks) -> str:
    return exports.text(db, output.argument, output.url)


_MAKERS = {
    "document": _document,
    "index": _index,
    "home": _home,
    "view": _view,
    "beside": _second,
    "portable": _lent,
    "not_found": _not_found,
    "redirect": _redirect,
    "export": _export,
}
