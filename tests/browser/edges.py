"""A site of journeys at the edges: nobody, one and ten people, forty steps, very long words, right to left."""

from __future__ import annotations

NAMES = ("Nora", "Tom", "Aylin", "Ben", "Carla", "Dimitri", "Esi", "Farid", "Greta", "Hugo")
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
LONG = "A cell that says very much and does not come to an end. " * 36


def feeling(n: int, person: int) -> float:
    """What a person feels at a step: each differently, up and down between −2 and +2."""
    return ((n * (3 + person) + 2 * person) % 9) / 2 - 2


def step(n: int, people: int, *, title: str | None = None, more: str = "") -> str:
    """A step with a touchpoint, feelings, time, teams and words."""
    felt = ", ".join(f"{NAMES[p].lower()}: {feeling(n, p)}" for p in range(people))
    lines = [
        f"- title: {title or f'Does thing {n}'}",
        f"  touchpoint: t{n % 3}",
        *([f"  emotion: {{{felt}}}"] if people else []),
        f"  thought: What does step {n} want of me?",
        f'  quote: "Step {n} takes long"',
        f"  wait: {n % 5 + 1}h",
        "  duration: 5 min",
        "  pains: [Asked twice]",
        "  gains: [It is kept]",
        f"  frontstage: [{{team: Team {n % 4}, action: Shows it}}]",
        "  backstage: [{team: Office, action: Checks it, system: CRM}]",
        "  opportunities: [Ask once]",
        *([more] if more else []),
    ]
    return "\n".join("      " + line for line in lines)


def journey(title: str, people: int, stages: int, steps: int, *, head: str = "", names: tuple[str, ...] = ()) -> str:
    """A journey of so many people, stages, and steps in each stage."""
    cast = ", ".join(name.lower() for name in NAMES[:people])
    lines = ["---", f"title: {title}", *([f"personas: [{cast}]"] if people else []), *([head] if head else [])]
    lines.append("stages:")
    for s in range(stages):
        lines += [f"  - title: {names[s] if names else f'Stage {s + 1}'}", f"    goal: I want to get through {s + 1}"]
        lines.append("    steps:")
        lines += [step(s * steps + k + 1, people) for k in range(steps)]
    return "\n".join([*lines, "---", "What people told us.", ""])


EXTREME = f"""---
title: {WORD} and {WORD}
personas: [nora, tom]
stages:
  - title: {WORD}
    goal: {LONG}
    steps:
{step(1, 2, title=WORD, more=f'  insights: ["{LONG}"]')}
{step(2, 2, more=f'  action: "{LONG}"').replace("twice]", f"by {WORD}]").replace("once]", f"{WORD} once]")}
  - title: Short
    steps:
{step(3, 2)}
{step(4, 2, title=f"The step with {WORD}")}
---
"""

FILES = {
    "cjmsite.yaml": "title: Edges\n",
    **{f"content/personas/{name.lower()}.md": f"---\nname: {name} Berg\n---\n" for name in NAMES},
    **{
        f"content/touchpoints/t{k}.md": f"---\ntitle: Place {k}\nchannel: {channel}\n---\n"
        for k, channel in enumerate(("web", "phone", "store"))
    },
    "content/journeys/nobody.md": journey("Nobody", 0, 2, 3),
    "content/journeys/one.md": journey("One", 1, 3, 3),
    "content/journeys/two.md": journey("Two", 2, 3, 3, head="compare_with: two-later"),
    "content/journeys/two-later.md": journey("Two, later", 2, 3, 3, head="state: future\ncompare_with: two").replace(
        "emotion: {nora: 2.0", "emotion: {nora: -1.0"
    ),
    "content/journeys/ten.md": journey("Ten", 10, 3, 4),
    "content/journeys/long.md": journey(
        "Long",
        2,
        8,
        5,
        head="edges: [{from: does-thing-3, to: does-thing-6, type: alt, share: 12%}, "
        "{from: does-thing-9, to: does-thing-2}, {from: does-thing-7, to: Gives up, type: exit, share: 5%}]",
    ),
    "content/journeys/extreme.md": EXTREME,
    "content/journeys/rtl.md": journey(
        "رحلة العميل",
        2,
        3,
        3,
        head="lang: ar\nedges: [{from: does-thing-2, to: does-thing-5, type: alt, share: 12%}, "
        "{from: does-thing-6, to: does-thing-4}, {from: does-thing-7, to: يغادر, type: exit}]",
        names=("الوعي", "القرار", "الاستخدام"),
    ),
}
