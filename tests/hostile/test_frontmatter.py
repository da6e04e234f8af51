"""Front matter that is broken, by accident or on purpose: one clear finding at the right place, and nothing worse."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from cjmsite.diagnostics import Diagnostic
from tests.conftest import MadeSite

OTHER = "---\ntitle: Other\nsumary: x\n---\n"
OTHER_PLACE = "content/personas/other.md:3:1 unknown-key"


def shown(finding: Diagnostic) -> str:
    span = finding.span
    return f"{span.path}:{span.line}:{span.column} {finding.code}" if span else finding.code


def errors(site: MadeSite) -> list[Diagnostic]:
    return [finding for finding in site.findings() if finding.severity == "error"]


def persona(text: str) -> bytes:
    return f"---\nname: Nora\n{text}\n---\nNora works shifts.\n".encode()


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join(['*' + before] * 9)}]\n" for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {x: 1}\n" + "".join(
    f"{key}: &{key} {{<<: [{','.join(['*' + before] * 9)}]}}\n"
    for before, key in zip("abcdefghijkl", "bcdefghijklm", strict=True)
)

CASES: dict[str, tuple[bytes, str, str]] = {
    # name: (file, line:column code, a part of message or hint)
    "never ends": (b"---\nname: Nora\n\nA story.\n", "1:1 front-matter-open", "only `---`"),
    "a blank line first": (b"\n---\nname: Nora\n---\n", "2:1 front-matter-start", "first line"),
    "one dash too many": (b"----\nname: Nora\n----\n", "1:1 front-matter-start", "exactly `---`"),
    "a list": (b"---\n- a\n- b\n---\n", "2:1 front-matter-shape", "key: value"),
    "a sentence": (b"---\nhello\n---\n", "2:1 front-matter-shape", "key: value"),
    "nothing in it": (b"---\n---\n", "1:1 missing-key", "add `name"),
    "a quote left open": (persona('quote: "If I call\ntagline: x'), "3:8 yaml-syntax", "quotation mark"),
    "a bracket left open": (persona("goals: [a, b\nneeds: c"), "3:8 yaml-syntax", "not closed"),
    "a colon in text": (persona("tagline: Speed: first"), "3:15 yaml-syntax", "needs quotes"),
    "indented too far": (persona("tagline: a\n   quote: b"), "4:9 yaml-syntax", "indented too far"),
    "a tab": (persona("goals:\n\t- a"), "4:1 yaml-syntax", "not with tabs"),
    "an at sign": (persona("tagline: @home"), "3:10 yaml-syntax", "needs quotes"),
    "a backslash code": (persona('tagline: "C:\\data"'), "3:13 yaml-syntax", "single quotes"),
    "no colon": (persona("tagline\nquote: b"), "3:1 yaml-syntax", "colon"),
    "a repeated key": (persona("quote: a\nneeds: b\nquote: c"), "5:1 duplicate-key", "keep one"),
    "an alias": (persona("goals: [*x]"), "3:9 yaml-alias", "aliases are not read"),
    "an anchor": (persona("goals: &x [a]"), "3:8 yaml-alias", "anchors are not read"),
    "a merge key": (persona("<<: {quote: a}"), "3:1 yaml-merge", "merge keys are not read"),
    "a tag": (persona("quote: !!python/object/apply:os.system [x]"), "3:8 yaml-tag", "tags are not read"),
    "a list as a key": (persona("? [x]\n: y"), "3:3 yaml-key", "plain word"),
    "a bomb of aliases": (f"---\n{BOMB}---\n".encode(), "2:4 yaml-alias", "anchors are not read"),
    "a bomb of merge keys": (f"---\n{MERGE_BOMB}---\n".encode(), "2:4 yaml-alias", "anchors are not read"),
    "five megabytes": (persona("quote: " + "x" * 5_000_000), "2:1 yaml-too-large", "512 kB"),
    "2000 deep in brackets": (persona("extra: " + "[" * 2000 + "]" * 2000), "3:48 yaml-too-deep", "40 levels"),
    "2000 deep in braces": (persona("extra: " + "{a: " * 2000 + "}" * 2000), "3:168 yaml-too-deep", "40 levels"),
    "2000 deep in lines": (
        persona("extra:\n" + "\n".join(" " * n + "a:" for n in range(1, 900))), "44:42 yaml-too-deep", "40 levels"
    ),
    "2000 deep in dashes": (persona("extra:\n " + "- " * 2000 + "x"), "4:82 yaml-too-deep", "40 levels"),
    "UTF-16": ("---\nname: Nora\n---\n".encode("utf-16"), "1:1 not-utf8", "UTF-16"),
    "UTF-16 without a mark": ("---\nname: Nora\n---\n".encode("utf-16-le"), "1:2 control-character", "as UTF-8"),
    "Windows letters": ("---\nname: Zoë\n---\n".encode("cp1252"), "2:9 not-utf8", "0xEB"),
    "Windows letters and line ends": ("---\r\nname: Zoë\r\n---\r\n".encode("cp1252"), "2:9 not-utf8", "0xEB"),
    "Windows letters behind a mark of UTF-8": (
        b"\xef\xbb\xbf" + "---\nname: Zoë\n---\n".encode("cp1252"), "2:9 not-utf8", "0xEB"
    ),
    "a NUL in the body": (b"---\nname: Nora\n---\na\nb\0c\n", "5:2 control-character", "NUL"),
    "a bell in a value": (persona("quote: a\x07b"), "3:9 control-character", "U+0007"),
    "a bell by its code": (persona('quote: "a\\x07b"'), "3:8 control-character", "U+0007"),
    "a control character of 1988": (persona("quote: a\x9bb"), "3:9 control-character", "U+009B"),
    "half a character": (persona("quote: \ufffe"), "3:8 control-character", "U+FFFE"),
    "no character at all": (persona("quote: ab\uffff"), "3:10 control-character", "U+FFFF"),
    "an unknown key": (persona("taglin: x"), "3:1 unknown-key", "did you mean `tagline`"),
    "an unknown key inside": (persona("demographics: {agee: 34}"), "3:16 unknown-key", "did you mean `age`"),
    "an unknown choice": (persona("type: primry"), "3:7 bad-choice", "did you mean `primary`"),
    "a list for text": (persona("tagline: [a]"), "3:10 wrong-type", "text"),
    "text for a list of objects": (persona("jobs: a"), "3:7 wrong-type", "key: value"),
    "a text for a number": (persona("order: first"), "3:8 wrong-type", "a whole number"),
    "5000 digits": (persona("order: " + "9" * 5000), "3:8 wrong-type", "a whole number"),
    "an endless number": (persona("evidence: {n: 1e400}"), "3:15 wrong-type", "a whole number"),
    "no number": (persona("share: .nan"), "3:8 bad-share", "31%"),
    "more than all": (persona("share: 310%"), "3:8 out-of-range", "at most 1"),
    "an equals sign": (persona("draft: ="), "3:8 wrong-type", "true"),
    "a day that is none": (persona("review_by: 2026-02-30"), "3:12 bad-date", "2027-02-01"),
    "a day in another order": (persona("review_by: 30.02.2026"), "3:12 bad-date", "2027-02-01"),
    "a number for a day": (persona("review_by: 20260230"), "3:12 bad-date", "2027-02-01"),
    "a score too high": (persona("channels: {app: 9}"), "3:17 out-of-range", "at most 5"),
    "a bad id": (persona("id: ../../etc"), "3:5 bad-id", "small letters"),
    "an id with a NUL": (persona('id: "a\\0b"'), "3:5 control-character", "U+0000"),
    "a dangerous address": (persona("links: [{title: x, url: 'javascript:alert(1)'}]"), "3:25 bad-address", "https://"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_one_finding_at_its_place_and_hides_no_other(
    name: str, make_site: Callable[..., MadeSite]
) -> None:
    content, place, words = CASES[name]
    site = make_site({"content/personas/nora.md": content, "content/personas/other.md": OTHER.replace("title", "name")})
    started = time.process_time()
    findings = errors(site)
    assert time.process_time() - started < 5
    assert shown(findings[-1]) == OTHER_PLACE
    here = findings[:-1]
    assert [shown(finding) for finding in here] == [f"content/personas/nora.md:{place}"]
    assert words in f"{here[0].message} {here[0].hint}"
    assert len(here[0].message) < 300 and len(here[0].hint or "") < 300


@pytest.mark.parametrize("bomb", [BOMB, MERGE_BOMB], ids=["aliases", "merge keys"])
def test_a_bomb_of_a_few_hundred_bytes_is_refused_in_milliseconds(bomb: str) -> None:
    from cjmsite.read import yamltext

    assert len(bomb) < 700
    started = time.process_time()
    assert yamltext.parse(bomb, "x.md").problems
    assert time.process_time() - started < 0.05


def test_tens_of_thousands_of_mistakes_in_one_file_do_not_take_minutes(make_site: Callable[..., MadeSite]) -> None:
    many = "".join(f"key{number}: 1\n" for number in range(40_000))
    site = make_site({"content/personas/nora.md": f"---\nname: Nora\n{many}---\n"})
    started = time.process_time()
    findings = errors(site)
    assert time.process_time() - started < 10
    assert findings[0].message == "there are 39,900 more mistakes in this file"
    assert len(findings) == 101


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_every_line_end_and_a_byte_order_mark_are_read(
    line_end: str, mark: bytes, make_site: Callable[..., MadeSite]
) -> None:
    text = "---\nname: Nora\ntagline: Wants it done\n---\n# Nora\n\nShe works *shifts*.\n\n- a\n- b\n"
    site = make_site({"content/personas/nora.md": mark + text.replace("\n", line_end).encode()})
    assert errors(site) == []
    page = site.page("personas/nora.html")
    assert "She works <em>shifts</em>." in page and "\r" not in page and "\ufeff" not in page
    wrong = text.replace("tagline", "taglin")
    site.edit({"content/personas/nora.md": mark + wrong.replace("\n", line_end).encode()})
    assert [shown(finding) for finding in errors(site)] == ["content/personas/nora.md:3:1 unknown-key"]


def test_words_that_yaml_1_1_would_turn_around_stay_text(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(
        {
            "content/personas/nora.md": persona(
                "tagline: no\nsegment: 22:22\nvalue: 1_000\nquote: 1.10\ngoals: [yes, 0x1F]"
            )
        }
    )
    assert errors(site) == []
    from cjmsite.site import Site

    data = Site(site.db, "").data("persona", "nora")
    assert (data.tagline, data.segment, data.value, data.quote.text) == ("no", "22:22", "1_000", "1.10")
    assert data.goals.end == ("yes", "0x1F")


def test_unseen_line_breaks_do_not_shift_the_places_below_them(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/personas/nora.md": persona("tagline: a\u2028b\u2029c\x85d\ntaglin: x")})
    assert [shown(finding) for finding in errors(site)] == ["content/personas/nora.md:4:1 unknown-key"]


def test_an_id_may_look_like_a_number(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/personas/nora.md": persona("id: 2027")})
    assert errors(site) == []
    assert "personas/2027.html" in site.outputs()
