"""Words, sentences and paragraphs from a seed: the same seed gives the same text on every machine."""

from __future__ import annotations

from random import Random

_TEXT = """
customer journey stage touchpoint channel persona signal onboarding renewal support ticket feedback survey score
latency metric baseline revenue cohort retention churn discovery awareness purchase delivery service advocate
loyalty research interview insight quote emotion friction moment truth opportunity backlog owner team process
policy contract invoice payment refund message phone chat portal mobile store visit funnel segment market region
product feature request release roadmap plan target goal value driver cause effect pattern trend forecast budget
cost margin effort impact risk issue decision review report chart table record source export column month
quarter simple clear direct early late slow fast small large common rare stable shared local public private open
closed helps shows finds moves takes gives keeps makes needs wants asks tells reads writes sends gets starts
grows falls the a of to and in for with on from by at as into over after before between under again more most
some each every
"""

VOCABULARY = tuple(_TEXT.split())
"""What customers, companies and their journeys are told in, and the small words between."""

_MARKS = ("**", "*", "`")


def sentence(chance: Random, length: int) -> str:
    """One sentence; in four of ten, a word is strong, emphasised or code."""
    words = chance.choices(VOCABULARY, k=length)
    if chance.random() < 0.4:
        mark = chance.choice(_MARKS)
        place = chance.randrange(length)
        words[place] = f"{mark}{words[place]}{mark}"
    first, *rest = words
    return " ".join([first[:1].upper() + first[1:], *rest]) + "."


def plain(chance: Random, length: int) -> str:
    """Some words without any markup, the first one with a capital."""
    return " ".join(chance.choices(VOCABULARY, k=length)).capitalize()


def paragraph(chance: Random, length: int) -> str:
    """Sentences of eight to sixteen words, about `length` words in all."""
    sentences = []
    while length > 0:
        words = max(4, min(length, chance.randint(8, 16)))
        sentences.append(sentence(chance, words))
        length -= words
    return " ".join(sentences)
