"""Whether a question leans on the conversation before it.

It does with a pronoun, an opening "and", hardly a word of its own, or where the articles are nearer to the topic and it
together; but not where those near the topic have hardly a word of it. A short question that ends with a new name ("who
lost to Spain?") may be whole: the articles tell. `python -m tests.benchmarks.follow_ups` has how that does.
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
_FEW = 3  # stems; a question with fewer says too little by itself
_KNOWN = 0.3  # of a question's words; of whole questions on other stories most have fewer, of follow-ups few
_IN_PASSING = 1  # times that a name may stand in the articles near a topic without being of it
_EARLY = 4  # stems before a pronoun; with more, the pronoun means something in the question itself


@dataclass(frozen=True, slots=True)
class Articles:
    """What the articles say of questions and of the topics that they might have.

    `stands_alone` is told a question and a topic, and says whether the question needs it not; `nearest` gives the texts
    of the articles that have most of some words; `names`, the stems of a question that the articles write as names;
    `rarity`, the inverse document frequency of stems.
    """

    stands_alone: Callable[[str, str], bool]
    nearest: Callable[[str], Sequence[str]]
    names: Callable[[str], Collection[str]]
    rarity: Callable[[Sequence[str]], Mapping[str, float]]


def is_follow_up(question: str, topic: str, told: Sequence[str], loaded: Articles) -> bool:
    """Whether a question leans on what went before, which is `told`, the last of it last."""
    if shows_it(question):
        return True
    if len(stems(question)) < _FEW and not introduces(question):
        return not _of_another_story(question, topic, told, loaded)
    asked = set(stems(question))
    says_the_topic = len(asked & set(stems(topic))) > len(asked) / 2
    if says_the_topic or loaded.stands_alone(question, topic):
        return False
    return len(asked) < _FEW or _known(question, topic, told, loaded) >= _KNOWN


def _known(question: str, topic: str, told: Sequence[str], loaded: Articles) -> float:
    """The share of the question's words, by their rarity, that the conversation and the articles near its topic have.

    In [0, 1].
    """
    asked, near = stems(question), loaded.nearest(" ".join([topic, *told[-1:]]))
    return covered(asked, loaded.rarity(asked), frozenset(stems("\n".join([*told, *near]))))


def is_whole(question: str) -> bool:
    """Whether a question has words enough of its own, and none that mean what went before."""
    return len(stems(question)) >= _FEW and not shows_it(question)


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
