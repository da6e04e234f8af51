"""What a drawing may hold. An SVG that is opened by itself is a page: nothing in it may run or ask another site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

_XHTML = "http://www.w3.org/1999/xhtml"
_FORBIDDEN = frozenset(["script", "foreignobject", "handler", "listener", "iframe", "embed", "object", "include"])
_OWN_IMAGE = re.compile(r"#|data:image/(png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_WEB_LINK = re.compile(r"https?://", re.IGNORECASE)
_CSS_URL = re.compile(r"url\(\s*[\"']?\s*([^\"')]*)", re.IGNORECASE)


class _Unsafe(Exception):
    """A drawing that may not be published; the message says why, in words that finish “it …”."""


def fault(content: bytes) -> str | None:
    """Why a drawing may not be published, in words that finish “it …”; None where it may."""
    parser = expat.ParserCreate(namespace_separator=" ")
    style: list[str] = []
    inside_style = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside_style
        namespace, _, local = name.rpartition(" ")
        inside_style = local.lower() == "style"
        if namespace == _XHTML or local.lower() in _FORBIDDEN:
            raise _Unsafe("holds a script" if local.lower() == "script" else "holds foreign content")
        for attribute, value in attributes.items():
            _check_attribute(local, attribute.rpartition(" ")[2].lower(), value.strip())

    def end(name: str) -> None:
        nonlocal inside_style
        inside_style = False

    def text(data: str) -> None:
        if inside_style:
            style.append(data)

    def instruction(target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise _Unsafe("asks for a style sheet")

    def doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if has_subset:
            raise _Unsafe("declares entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ProcessingInstructionHandler = instruction
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
        _check_style("".join(style))
    except _Unsafe as failure:
        return str(failure)
    except expat.ExpatError as failure:
        return f"is not well-formed XML: {failure}"
    except (ValueError, LookupError):
        return "has an encoding that is not known"
    return None


def _check_attribute(element: str, name: str, value: str) -> None:
    if name.startswith("on"):
        raise _Unsafe("holds an event handler")
    if name in ("href", "src"):
        allowed = _OWN_IMAGE.match(value) or not value or (element == "a" and _WEB_LINK.match(value))
        if not allowed:
            raise _Unsafe("holds a script link" if "script:" in value.lower() else "asks for something from elsewhere")
    if name == "attributename" and value.lower().rpartition(":")[2].startswith(("on", "href")):
        raise _Unsafe("changes a link or an event handler")
    if name == "style" or "url(" in value.lower():
        _check_style(value)


def _check_style(css: str) -> None:
    if "\\" in css or "@import" in css.lower():
        raise _Unsafe("asks for a style sheet")
    if any(not _OWN_IMAGE.match(url) for url in _CSS_URL.findall(css)):
        raise _Unsafe("asks for something from elsewhere")
