"""The design system of the atlas theme on a page of the demo site: every token, and every part in every state."""

from pathlib import Path

from cjmsite.api import Figure, Part, View, hookimpl

COLOURS = {
    "Ground": ("bg", "sunk", "deep", "raise"),
    "Ink and rules": ("ink", "ink-2", "ink-3", "rule", "rule-2", "mark"),
    "Accent": ("accent", "accent-soft", "on-accent", "hit"),
    "Feeling": ("neg", "neg-soft", "pos", "pos-soft", "h-n2", "h-n1", "h-0", "h-p1", "h-p2"),
    "Against a target": ("on", "watch", "off", "off-soft"),
    "People": tuple(f"p{number}" for number in range(1, 11)),
    "Code": ("c-word", "c-text", "c-num", "c-name"),
}
TYPE = (
    ("f-40", "Titles of pages, once"),
    ("f-24", "Sections, quotes"),
    ("f-18", "The lead, titles in lists, values"),
    ("f-15", "Running text"),
    ("f-13", "Tables, notes, buttons"),
    ("f-12", "Captions"),
    ("f-11", "Marks on axes, the small print"),
)
SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
CHANNELS = (
    *("web", "app", "email", "sms", "push", "phone", "chat", "social", "store"),
    *("mail", "event", "partner", "delivery", "iot", "other"),
)
SIGNS = (
    *("search", "theme", "caret", "mot", "opp", "cal", "clock", "on", "watch", "off"),
    *("turn", "left", "right", "close", "link", "compare", "present", "take", "lanes"),
)


def sample(status, value, interval, word, gap):
    """A figure that is nobody's."""
    return Figure(
        *("sample", "A figure", "#cjm-figures"),
        value=value,
        unit="\u00a0%",
        interval=interval,
        n="n = 412",
        target="70",
        gap=gap,
        status=status,
        word=word,
        period="Oct 2026",
    )


def design_system(site):
    return {
        "finding": (
            Part("Seven sizes, eight spaces, one accent. "),
            Part("Colour means something", strong=True),
            Part(" and never speaks alone."),
        ),
        "colours": COLOURS,
        "type": TYPE,
        "spaces": SPACES,
        "channels": CHANNELS,
        "signs": SIGNS,
        "people": [f"p{number}" for number in range(1, 11)],
        "figures": (
            sample("on", "72", "[67, 76]", "On target", "2 above target"),
            sample("watch", "68", "[63, 72]", "Watch", "2 below target"),
            sample("off", "51", "[46, 56]", "Off target", "19 below target"),
            Figure("none", "A figure of few", None, note="n too small (n = 11, at least 30)"),
        ),
        "page_data": {"kind": "design", "sparks": {}},
    }


@hookimpl
def cjm_views(config):
    summary = "Every token of the atlas theme, and every part in every state."
    return [
        View("design-system", "Design system", summary, "views/design-system.html", design_system, in_navigation=False)
    ]


@hookimpl
def cjm_templates(config):
    return Path(__file__).parent / "templates"
