"""Whether a question leans on the conversation before it.

It does with a pronoun, an opening "and", or hardly a word of its own; a short question that ends with a new name ("who
lost to Spain?") may be whole. Of all others the articles tell, by a logistic regression: whether those near the topic
have the question's words, and whether one is as near to topic and question together as to either alone.
`python -m tests.benchmarks.follow_ups` fits its weights and tells how it does.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.question.subject import introduces
from vectorstore.indexes.lexical import covered, stems
from vectorstore.language.names import countries

OPENING = re.compile(r"^(?:and|but|so|then|also)\b[,\s]*", re.IGNORECASE)
LEANING = re.compile(
    r"\b(?:he|she|him|her|his|hers|it|its|they|them|their|theirs|this|that|these|those|there|mine)\b", re.IGNORECASE
)
_QUESTION_WORD = re.compile(r"(?:who|whom|what|which|when|where|why|how)\b", re.IGNORECASE)
_ONES = re.compile(r"\bones?\b", re.IGNORECASE)
ALONE, ADDED, KNOWN, CONSTANT = -20.88, 20.63, 9.0, -6.85
RATHER = 1.5  # nats for the conversation: what is taken out of it cannot be answered, what is put into it often can
_FEW = 3  # stems; a question with fewer says too little by itself
_IN_PASSING = 1  # times that a name may stand in the articles near a topic without being of it
_EARLY = 4  # stems before a pronoun; with more, the pronoun means something in the question itself


@dataclass(frozen=True, slots=True)
class Articles:
    """What the articles say of questions and of the topics that they might have.

    `likeness` is the cosine of the passage that is nearest to a text, 0 where none is embedded; `nearest` gives the
    texts of the articles that have most of some words; `names`, the stems of a question that the articles write as
    names; `rarity`, the inverse document frequency of stems.
    """

    likeness: Callable[[str], float]
    nearest: Callable[[str], Sequence[str]]
    names: Callable[[str], Collection[str]]
    rarity: Callable[[Sequence[str]], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether a question leans on its topic.

    `alone` is how much nearer the articles are to the question than to topic and question together, `added` how much
    nearer to these than to the topic (differences of cosines); `known`, the share of the question's words, by their
    rarity, that the conversation and the articles near its topic have.
    """

    alone: float
    added: float
    known: float


def is_follow_up(question: str, topic: str, told: Sequence[str], loaded: Articles) -> bool:
    """Whether a question leans on what went before, which is `told`, the last of it last."""
    if shows_it(question):
        return True
    asked = set(stems(question))
    short = len(stems(question)) < _FEW
    if short and not introduces(question):
        return not _of_another_story(question, topic, told, loaded)
    if len(asked & set(stems(topic))) > len(asked) / 2:
        return False
    found = signs(question, topic, told, loaded)
    return found.alone < 0 if short else leans(found)


def signs(question: str, topic: str, told: Sequence[str], loaded: Articles) -> Signs:
    """The signs of a question that has words of its own."""
    together, asked = loaded.likeness(f"{topic} {question}"), stems(question)
    near = loaded.nearest(" ".join([topic, *told[-1:]]))
    known = covered(asked, loaded.rarity(asked), frozenset(stems("\n".join([*told, *near]))))
    return Signs(loaded.likeness(question) - together, together - loaded.likeness(topic), known)


def leans(found: Signs) -> bool:
    """Whether it leans, as far as its signs tell."""
    return ALONE * found.alone + ADDED * found.added + KNOWN * found.known + CONSTANT + RATHER > 0


def shows_it(question: str) -> bool:
    """Whether a question leans by its own words: it opens with "and", or has a pronoun for what it does not name."""
    if OPENING.match(question):
        return True
    pronoun = LEANING.search(question)
    return pronoun is not None and len(stems(question[: pronoun.start()])) < _EARLY


def _of_another_story(question: str, topic: str, told: Sequence[str], loaded: Articles) -> bool:
    """Whether a short question is whole, and asks of a name that nobody told, nor the articles near the topic.

    Whole is what ends with the name, after what is said of it ("who lost to Spain?"); "did Spain join?" does not say
    what, nor "which ones in Spain?" of what. Near the topic a name may stand in passing. A word that no article has is
    a name where it is a country's.
    """
    asked, abroad = stems(question), stems(" ".join(countries(question)))
    names = {*loaded.names(question), *abroad}
    whole = _QUESTION_WORD.match(question) and not _ONES.search(question) and len(set(asked)) > 1
    if not whole or asked[-1] not in names:
        return False
    name, near = asked[-1], loaded.nearest(" ".join([topic, *told[-1:]]))
    if _times(name, told) or _times(name, near) > _IN_PASSING:
        return False
    return name in abroad or _times(name, loaded.nearest(question)) > 0


def _times(stem: str, texts: Sequence[str]) -> int:
    return sum(stems(text).count(stem) for text in texts)
