"""The same question asked of another: "what about the UK?" puts a name where the question had its own."""

import re
from collections.abc import Sequence

from vectorstore.language.names import countries

_IN = re.compile(r"(in|at|for|with|from|to|on|of|by)\s+", re.IGNORECASE)
_NAME = re.compile(r"\b(?:U\.S\.|U\.K\.|(?:[A-ZÀ-Þ][\w’-]*\w)(?:\s+(?:of\s+|de\s+|al-)?[A-ZÀ-Þ][\w’-]*\w)*)(?!\w)")
# Words that begin a sentence with a capital without being a name.
_NO_NAME = frozenset(
    "a about after all although an and another are around as at because before both but by can compare could describe "
    "did do does during each either explain fewer for from give had has have he her his how however i if in is it its "
    "just less list many more most my nearly neither no nobody none not of on once one only or our over please she "
    "should show since so some still summarise summarize tell that the their there these they this those though three "
    "to two under until was we were what when where which while who whom whose why will with would yes you "
    "your".split()
)


def in_place_of_a_name(topic: str, what: str) -> str:
    """The topic's question asked of another: in the place of its first name, a country in a country's, else behind.

    "In Peru" takes the place of a name behind "in"; what begins small is no name, and takes none's place.
    """
    place = _IN.match(what)
    new = re.sub(r"^the\s+(?=[A-Z])", "", what[place.end() :] if place else what)
    names = [name for name in names_in(topic) if not place or re.search(_behind(place[1], name), topic, re.IGNORECASE)]
    if not names or not (names_in(f"of {new}") or countries(new) or what.startswith("the ")):
        return f"{topic.rstrip('? ')} {what}?"
    alike = [name for name in names if countries(name)] if countries(what) else []
    old = re.search(rf"(?:\bthe\s+)?{re.escape((alike or names)[0])}", topic)
    return f"{topic[: old.start()]}{new}{topic[old.end() :]}" if old else topic


def _behind(preposition: str, name: str) -> str:
    return rf"\b{preposition}\s+(?:the\s+)?{re.escape(name)}"


def names_in(text: str) -> list[str]:
    """Words in a row that are written as names, in order."""
    found = [" ".join(_without_opening(name[0].split())) for name in _NAME.finditer(text)]
    return [name for name in found if name]


def _without_opening(words: Sequence[str]) -> Sequence[str]:
    return words[1:] if words[0].lower() in _NO_NAME else words
