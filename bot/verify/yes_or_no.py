"""A yes or no in front of a sentence: what is said of a question as a whole.

Words alone cannot tell whether an article bears a question out, so nothing here makes a yes or a no. But they tell when
an article says the contrary of one.
"""

import re

from bot.verify.verdict import Kind, Verdict

_SAID = re.compile(
    r"\W*\b(Yes|No)\b(?:[,:;!](?!\S)|\.(?!\S)(?!\s*\d)|\s?[–—]|\s-(?!\S))\s*(?=\w|[“\"‘'(])",  # not "No. 3"
    re.IGNORECASE,
)
_BARE = re.compile(r"\W*(?:Yes|No)\W*", re.IGNORECASE)
_AUXILIARY = re.compile(r"\W*(?:is|are|was|were|do|does|did|has|have|had)\s+", re.IGNORECASE)
_MODAL = re.compile(r"\W*(?:can|could|will|would|may|might|should|must)\b", re.IGNORECASE)
_CONTRARY: frozenset[Kind] = frozenset(("negation", "opposite", "modality"))


def apart(sentence: str) -> tuple[str, str]:
    """The yes or no that a sentence begins with, empty where it has none, and the sentence without it."""
    found = _SAID.match(sentence)
    if found is None:
        return "", sentence
    rest = sentence[found.end() :]
    return found[1].capitalize(), rest[0].upper() + rest[1:]


def is_bare(sentence: str) -> bool:
    """Whether a sentence is a yes or no and no more."""
    return _BARE.fullmatch(sentence) is not None


def statement(question: str) -> str | None:
    """The words of a yes-or-no question as a statement, to be checked; None for any other question."""
    if _MODAL.match(question):
        return f"{question.strip(' ?')}."
    found = _AUXILIARY.match(question)
    return f"{question[found.end() :].strip(' ?')}." if found else None


def is_contrary(word: str, verdict: Verdict) -> bool:
    """Whether a yes or no is the contrary of what came of checking the question's statement.

    A yes is where the statement is denied, or only possible or alleged; a no is where it is supported.
    """
    if word == "No":
        return verdict.supported
    return any(reason.kind in _CONTRARY for reason in verdict.reasons)
