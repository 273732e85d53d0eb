"""A question that cannot be understood without more: "what did he say?" as the first of a conversation.

It has hardly a word of its own, and what it means stands nowhere: a pronoun for someone whom nothing named, or no more
than "and then?". Any other word, a name or a number makes it a question about the news.
"""

import re

from bot.answer import Decline
from vectorstore.lexical import stems

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|this|that|these|those)\b", re.IGNORECASE)
# Stems that say nothing of what is asked about.
_EMPTY = frozenset(
    stems(
        "happen happened come mean true else next other more detail details explain continue please okay know think"
        " anything something everything anyone someone anybody somebody everyone reason exactly thing talk want ask"
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
        return _asking_back("What do you mean? Please name the event, the place or the person that you ask about.")
    meant = "Who is" if person else "Who or what is" if people else "What is"
    return _asking_back(f"{meant} meant by “{pronoun[0].lower()}”? Please ask again with the name.")


def _asking_back(message: str) -> Decline:
    return Decline("unclear", message)


def _named(question: str) -> bool:
    return bool(_NAME.search(question)) or (bool(_ACRONYM.search(question)) and not question.isupper())


def _has_a_topic(question: str) -> bool:
    if (second := _SAID_BEFORE.search(question)) and set(stems(question[: second.start()])) - _EMPTY:
        return True
    return any(stems(found["word"]) for found in _TOPIC.finditer(question))
