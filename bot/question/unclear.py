"""A question that cannot be understood without more: "what did he say?" as the first of a conversation.

It has hardly a word of its own, and what it means stands nowhere: a pronoun for someone whom nothing named, or no more
than "and then?". Any other word, a name or a number makes it a question about the news; but where it asks who, or how
many, and says of them only what many articles say of somebody ("who is winning?"), it does not say which of these it
means.
"""

import re
from collections.abc import Collection, Mapping

from bot.answer import Decline
from vectorstore.indexes.lexical import stems
from vectorstore.language.names import countries

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|this|that|these|those)\b", re.IGNORECASE)
# Stems that say nothing of what is asked about.
_EMPTY = frozenset(
    stems(
        "happen happened come mean true else next other more detail details explain continue please okay know think"
        " anything something everything anyone someone anybody somebody everyone reason exactly thing talk want ask"
        " people person"
    )
)
# What stands behind one of these is what the question is about, whoever "they" are: "what do they say about brexit?"
_TOPIC = re.compile(
    r"\b(?:about|of|in|on|at|with|for|from|to|into|against|by|after|before|during|near|over|under|without)\s+"
    r"(?:be\s+)?(?:(?:the|a|an)\s+)?(?P<word>\w[\w’'-]*)",
    re.IGNORECASE,
)
# "What is mortadella, and where is it from?" says itself what it means.
_SAID_BEFORE = re.compile(r"\band\s+(?:who|what|when|where|why|how)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )[A-ZÀ-Þ][\w’'-]+")  # inside the question, "I" left out
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_ONE_WORD = 1  # stem beside a pronoun: "did they win?"
# Who is asked for is what the rest is said of.
_WHO = re.compile(
    r"\W*(?:(?:and|but|so|then)\s+)?(?:who|whom|how\s+many|(?:is|are|was|were|has|have|did|does|do|will|would|can)\s+any(?:one|body))\b",
    re.IGNORECASE,
)
_SAID_WHICH = re.compile(r"\b(?:the|an?)\b", re.IGNORECASE)  # "who is the pope?"
_WHICH = "What do you mean? Please name the event, the place or the person that you ask about."
_COMMON = 5.0  # nats: words that a passage in 150 has, together, if they were independent


def unclear(question: str) -> Decline | None:
    """The decline that asks back; None for a question that can be understood.

    `question` comes without words for time, and with what it takes from the conversation.
    """
    asked = set(stems(question)) - _EMPTY
    if len(asked) > _ONE_WORD or _named(question) or any(stem[0].isdigit() for stem in asked):
        return None
    person, people, thing = _PERSON.search(question), _PEOPLE.search(question), _THING.search(question)
    pronoun = person or people or thing
    if asked and (pronoun is None or _has_a_topic(question)):
        return None
    if pronoun is None:
        return _asking_back(_WHICH)
    meant = "Who is" if person else "Who or what is" if people else "What is"
    return _asking_back(f"{meant} meant by “{pronoun[0].lower()}”? Please ask again with the name.")


def of_nobody(question: str, rarity: Mapping[str, float], names: Collection[str]) -> Decline | None:
    """The decline that asks back where a question says of those it asks for only what is said of many.

    `rarity` is the inverse document frequency of its stems, in nats; `names`, those that the articles write as names.
    """
    asked = set(stems(question)) - _EMPTY
    named = names or countries(question) or _named(question) or any(stem[0].isdigit() for stem in asked)
    if named or not _WHO.match(question) or _SAID_WHICH.search(question):
        return None
    return _asking_back(_WHICH) if sum(rarity[stem] for stem in asked) < _COMMON else None


def _asking_back(message: str) -> Decline:
    return Decline("unclear", message)


def _named(question: str) -> bool:
    return bool(_NAME.search(question)) or (bool(_ACRONYM.search(question)) and not question.isupper())


def _has_a_topic(question: str) -> bool:
    if (second := _SAID_BEFORE.search(question)) and set(stems(question[: second.start()])) - _EMPTY:
        return True
    return any(stems(found["word"]) for found in _TOPIC.finditer(question))
