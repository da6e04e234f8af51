"""A page of the site as one file: styles, script and images inside, nothing to load, safe under its own policy."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable
from html import escape, unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

Load = Callable[[str], bytes | None]
"""The content of a file of the site, by its address from the root; None where there is none."""

_TAG = re.compile(r"<(link|script|img|a|meta)\b([^<>]*)>(?:</script>)?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:="([^"]*)")?""")
_NEEDS_SITE = re.compile(
    r'<header class="wrap">.*?</header>|<nav class="(?:pager|crumb|tabs)".*?</nav>|<dialog\b.*?</dialog>', re.DOTALL
)
"""What leads to other pages, or needs the search index."""


def single_file(html: str, page: str, load: Load, base_url: str | None = None) -> str:
    """The page at the address `page`, with everything that it loads inside of it.

    Links to other pages lead to the public site where its address is known; else their words stay.
    """
    hashes: dict[str, list[str]] = {"script-src": [], "style-src": []}
    body = _NEEDS_SITE.sub("", html)
    made = _TAG.sub(lambda tag: _tag(tag, page, load, base_url, hashes), body)
    made = made.replace("</head>", f"<style>{_OWN_STYLE}</style>\n</head>", 1)
    made = _LATER.sub(lambda named: _take_in(named, page, load, hashes), made)
    hashes["style-src"].append(_hash(_OWN_STYLE))
    policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'" + "".join(
        f"; {kind} {' '.join(found)}" for kind, found in hashes.items() if found
    )
    return made.replace(_POLICY_HERE, escape(policy, quote=False))


_OWN_STYLE = "a:not([href]) { color: inherit; text-decoration: none; }"
"""Words that led to another page do not look as if they did."""

_LATER = re.compile(r' data-script="([^"]*)"(.*)(?=</body>)', re.DOTALL)
"""The script that a page asks for when it is needed, and the rest of the page."""

_POLICY_HERE = "\x00policy\x00"


def _take_in(named: re.Match[str], page: str, load: Load, hashes: dict[str, list[str]]) -> str:
    """What the page would ask for later, at its end: it then asks for nothing."""
    content = _inside(unescape(named[1]), page, load)
    if content is None:
        return named[0]
    return f"{named[2]}{_script(content, hashes)}\n"


def _script(content: bytes, hashes: dict[str, list[str]]) -> str:
    text = content.decode("utf-8").replace("</script", "<\\/script")
    hashes["script-src"].append(_hash(text))
    return f"<script>{text}</script>"


def _tag(tag: re.Match[str], page: str, load: Load, base_url: str | None, hashes: dict[str, list[str]]) -> str:
    name = tag[1].lower()
    given = {key.lower(): unescape(value) for key, value in _ATTRIBUTE.findall(tag[2])}
    if name == "meta":
        if given.get("http-equiv", "").lower() == "content-security-policy":
            return f'<meta http-equiv="Content-Security-Policy" content="{_POLICY_HERE}">'
        return tag[0]
    if name == "link":
        return _link(tag, given, page, load, hashes)
    if name == "script":
        content = _inside(given.get("src"), page, load)
        return tag[0] if content is None else _script(content, hashes)
    if name == "img":
        content = _inside(given.get("src"), page, load)
        return tag[0] if content is None else tag[0].replace(_raw(tag[2], "src"), _data(content, given["src"]), 1)
    return _anchor(tag, given, page, base_url)


def _link(tag: re.Match[str], given: dict[str, str], page: str, load: Load, hashes: dict[str, list[str]]) -> str:
    if given.get("rel") != "stylesheet":
        return tag[0] if given.get("href", "").startswith("data:") else ""
    content = _inside(given.get("href"), page, load)
    if content is None:
        return ""
    text = content.decode("utf-8").replace("</style", "<\\/style")
    hashes["style-src"].append(_hash(text))
    media = f' media="{escape(given["media"])}"' if given.get("media") else ""
    return f"<style{media}>{text}</style>"


def _anchor(tag: re.Match[str], given: dict[str, str], page: str, base_url: str | None) -> str:
    href = given.get("href")
    if href is None or href.startswith("#") or urlsplit(href).scheme:
        return tag[0]
    if base_url is None:
        return re.sub(r'\shref="[^"]*"', "", tag[0], count=1)
    path, mark, anchor = href.partition("#")
    address = f"{base_url.rstrip('/')}/{normpath(join(dirname(page), path))}{mark}{anchor}"
    return tag[0].replace(_raw(tag[2], "href"), escape(address), 1)


def _inside(address: str | None, page: str, load: Load) -> bytes | None:
    """The content of a file of the site that a page names."""
    if not address or urlsplit(address).scheme or address.startswith(("#", "/")):
        return None
    return load(normpath(join(dirname(page), unquote(urlsplit(address).path))))


def _raw(attributes: str, name: str) -> str:
    """The value of an attribute as it stands in the page."""
    found = re.search(rf'(?:^|\s){name}="([^"]*)"', attributes)
    return found[1] if found else ""


def _data(content: bytes, address: str) -> str:
    kind = mimetypes.guess_type(urlsplit(address).path)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
