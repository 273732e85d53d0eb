"""A claim that is a sentence of the passage but for a few words: what was changed in it is looked at word by word.

In a paraphrase, words may differ for many reasons. In a copy, a "not" put in or left out, another number, another name
or a word of the same sort ("teacher" for "doctor") changes what is said.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from bot.verify.alignment import Aligned
from bot.verify.meanings import kinship
from bot.verify.reading import Word
from bot.verify.strength import denies
from bot.verify.verdict import Reason

_COPY = 0.8  # share of words in common, in order
_FEWEST = 8  # words of a sentence that can be told to be a copy
_LONGEST = 150
_LONGEST_CHANGE = 4
# Of each, one says something else than the others.
_MEASURES = tuple(
    frozenset(words.split())
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth last",
        "all every some many few none half neither",
    )
)
_NOT = frozenset("not never no cannot denied denies refused refuses rejected rejects".split())


def check_edits(aligned: Aligned) -> Iterator[Reason]:
    """A reason for each change that says something else than the sentence that the claim copies."""
    mine = aligned.words
    for at in aligned.near[:2]:
        theirs = aligned.passage.words[at]
        if min(len(mine), len(theirs)) >= _FEWEST and max(len(mine), len(theirs)) <= _LONGEST:
            changes = _changes(tuple(word.low for word in theirs), tuple(word.low for word in mine))
            for first, last, start, end in changes:
                yield from _changed(theirs[first:last], mine[start:end], theirs)
            yield from _swapped(theirs, mine)


@lru_cache(maxsize=256)
def _changes(theirs: tuple[str, ...], mine: tuple[str, ...]) -> tuple[tuple[int, int, int, int], ...]:
    """Which words of the one became which of the other; none where neither is a copy."""
    matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
    if matcher.ratio() < _COPY:
        return ()
    return tuple(
        (first, last, start, end) for kind, first, last, start, end in matcher.get_opcodes() if kind != "equal"
    )


def _changed(before: Sequence[Word], after: Sequence[Word], sentence: Sequence[Word]) -> Iterator[Reason]:
    if any(map(denies, before)) and any(map(denies, after)):  # "did not approve" for "rejected"
        return
    if _denials(before) % 2 != _denials(after) % 2:
        yield Reason("negation", _text(after), _text(before))
    for measure in _MEASURES:
        was, now = ([word for word in words if word.low in measure] for words in (before, after))
        if was and now and {word.low for word in was} != {word.low for word in now}:
            yield Reason("number", _text(now), _text(was))
    if not before or max(len(before), len(after)) > _LONGEST_CHANGE:
        return
    said = {word.stem for word in sentence}
    for word in after:
        if not word.stem or word.stem in said:
            continue
        there = [one for one in before if one.stem]
        if word.text[0].isdigit() and any(one.text[0].isdigit() for one in there):
            yield Reason("number", word.text, _text(before))
        elif any(_another(word, one) for one in there) and not any(_one_meaning(word, one) for one in there):
            yield Reason("name" if word.capital else "opposite", word.text, _text(before))


def _swapped(theirs: Sequence[Word], mine: Sequence[Word]) -> Iterator[Reason]:
    """A reason where two names of the sentence have changed places, and nothing else has."""
    if sorted(word.low for word in theirs) == sorted(word.low for word in mine):
        moved = [one for one, other in zip(mine, theirs, strict=True) if one.low != other.low]
        if len(moved) <= _LONGEST_CHANGE and sum(word.capital for word in moved) > 1:
            yield Reason("role", _text(moved))


def _another(word: Word, there: Word) -> bool:
    if word.capital and there.capital:
        return True
    return kinship(word.stem, there.stem) in ("sibling", "opposite")


def _one_meaning(word: Word, there: Word) -> bool:
    return kinship(word.stem, there.stem) in ("same", "wider", "narrower")


def _denials(words: Sequence[Word]) -> int:
    return sum(word.low in _NOT or word.low.endswith("n't") for word in words)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
