"""Who somebody is: "who is Martin Schlegel?" is answered by a sentence that says so beside the name.

Without a parser, that is one with a word for a person right before the name ("the Paris prosecutor, Laure Beccuau"),
or behind it ("Martin Schlegel, the chairman of the bank").
"""

import re
from collections.abc import Collection, Sequence

from bot.verify.meanings import person
from bot.verify.reading import Word, read
from vectorstore.indexes.lexical import stems

_NAME = r"[^\W\d_][\w’'.-]{0,40}"
_ASKED = re.compile(
    rf"(?:(?:and|but|so|ok)\s+)?who(?:['’]s|\s+is|\s+was)\s+({_NAME}(?:\s+{_NAME}){{0,3}})\s*[?!.]*$", re.IGNORECASE
)
_BEHIND = re.compile(r"(?:,|\s+(?:is|was|became|serves?\s+as|served\s+as))\s+([^,;.]{3,80})")


def asked_about(question: str, names: Collection[str]) -> str:
    """The name of whom the question asks; empty where it asks for something else.

    `names` are those stems of the question that the articles write as names: "who is responsible?" has none.
    """
    found = _ASKED.match(question.strip())
    if found is None or any(not set(stems(word)) & set(names) for word in found[1].split()):
        return ""
    return found[1]


def introduces(sentence: str, name: str) -> bool:
    """Whether a sentence has all of a name, and says what its bearer is: another Benedetti is another."""
    asked, words = stems(name), read(sentence).all
    return (
        bool(asked)
        and {*asked} <= {word.stem for word in words}
        and any(
            _before(words[:at]) or _told_behind(sentence[word.end :])
            for at, word in enumerate(words)
            if word.stem == asked[-1] and word.capital
        )
    )


def _before(words: Sequence[Word]) -> bool:
    """Whether the name that ends behind these words has a word for a person in it, or right before it."""
    for word in reversed(words):
        if person(word.stem, word.text):
            return True
        if not word.capital:
            return False
    return False


def _told_behind(rest: str) -> bool:
    found = _BEHIND.match(rest)
    return found is not None and any(person(word.stem, word.text) for word in read(found[1]).all)
