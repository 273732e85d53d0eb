"""Abbreviations and what they stand for, as articles define them: "the World Health Organization (WHO)".

Found by the algorithm of Schwartz and Hearst (2003, A Simple Algorithm for Identifying Abbreviation Definitions in
Biomedical Text), for short forms with two capitals or more: "(left)" and "(D)" define nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IN_BRACKETS = re.compile(r"\(([^()\n]{2,100})\)")
_SHORT = re.compile(r"(?=[^\n]{2,10}$)\w[\w.&-]*(?: \w[\w.&-]*)?")
_CAPITALS = re.compile(r"[^\W\d_a-zà-þ]")
_END = re.compile(r"[.!?;:()\n“”\"]")
_BEFORE = 150  # characters looked at
_FEWEST = 2  # capitals
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form with the long form that an article gives it."""

    short: str
    long: str


def definitions(text: str) -> list[Definition]:
    """The abbreviations that a text defines, in either order: "long (SHORT)", "SHORT (long)"."""
    return list(dict.fromkeys(_definitions(text)))


def _definitions(text: str) -> Iterator[Definition]:
    for brackets in _IN_BRACKETS.finditer(text):
        inside, before = (
            brackets[1].strip(),
            _END.split(text[max(0, brackets.start() - _BEFORE) : brackets.start()])[-1],
        )
        if _is_short(inside):
            words = _WORD.findall(before)[-_most(inside) :]
            short, long = inside, _long(inside, " ".join(words))
        elif (last := before.split()[-1:]) and _is_short(last[0]) and len(inside.split()) <= _most(last[0]):
            short, long = last[0], _long(last[0], inside)
        else:
            continue
        if long and len(long) > len(short) and short not in long.split():
            yield Definition(short, long)


def _is_short(form: str) -> bool:
    return bool(_SHORT.fullmatch(form)) and len(_CAPITALS.findall(form)) >= _FEWEST


def _most(short: str) -> int:
    """How many words the long form may have."""
    return min(len(short) + 5, 2 * len(short))


def _long(short: str, words: str) -> str | None:
    """The end of `words` that has the letters of the short form in order, its first at the start of a word."""
    at = len(words)
    for place in range(len(short) - 1, -1, -1):
        letter = short[place].lower()
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (words[at].lower() != letter or (place == 0 and at > 0 and words[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    return words[words.rfind(" ", 0, at) + 1 :].strip("“”\"'‘’ ")
