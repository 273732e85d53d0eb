"""Folding: of passages that say the same in the same words, one is shown, and who else carries it is told.

Pure functions on ranked results. A passage of a copy gives way only where it adds nothing: no sentence of its own, no
other number, no other name, no word that is asked for. What only one carrier has stays as findable as it was.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vectorstore.article import StoredArticle
from vectorstore.copies import Group
from vectorstore.indexes.lexical import stems
from vectorstore.language.sentences import is_statement
from vectorstore.language.wording import shingles, words
from vectorstore.passage import Carried, Carrier, Passage, Span

_SIZE = 3  # words that stand together, to tell whether a sentence stands in a text
_SAME = 0.7  # of a sentence's runs
_TOLD = 0.7  # of a sentence's stems, where it is worded anew
_MOST = 0.5  # of a passage's words
_OVERLAP = 0.3  # of a passage's runs in the one it gives way to
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"(?<=\s)[“\"‘'(]*([A-ZÀ-Þ][\w’'-]*)")  # not the first word of a sentence

Place = tuple[Passage, StoredArticle]


def fold(ranked: Sequence[Place], groups: Sequence[Group], asked: frozenset[str]) -> list[tuple[int, int]]:
    """Of passages, best first, pairs of indexes: which are shown, and in whose place, from the best place on.

    A passage gives way to the origin's where that was found, else to the best of another carrier that was found; the
    one it gives way to takes its place if it stood lower. `asked` are the stems of the query.
    """
    texts = _Texts(ranked, groups, asked)
    shown: dict[int, int] = {}
    for place in range(len(ranked)):
        shown.setdefault(_standing_for(place, shown, texts), place)
    return list(shown.items())


def also_carried(
    part: Passage, passage: Passage, stored: StoredArticle, groups: Sequence[Group]
) -> tuple[Carried, ...]:
    """The other carriers of most of a part of a passage, each with the sentences of the passage that it has."""
    group = next((one for one in groups if any(_is(stored, other) for other in one.carriers)), None)
    found = []
    for other in group.carriers if group else ():
        article, sentences = other.article, _shared(passage, stored.article.text, _Wording(other.article.text))
        if not _is(stored, other) and _length(sentences & set(part.sentences)) >= _MOST * _length(part.sentences):
            found.append(Carried(Carrier(article.id, article.outlet, article.url, article.published), sentences))
    return tuple(found)


def _standing_for(place: int, shown: Mapping[int, int], texts: "_Texts") -> int:
    """The passage that is shown for one: itself, or the one it gives way to."""
    passage, stored = texts.ranked[place]
    group = texts.group(stored)
    if group is None or place in shown or _is(group.origin, stored):
        return place
    for other in group.carriers:
        if _is(other, stored) or _adds(passage, stored.article.text, texts.article(other), texts.asked):
            continue
        for one in range(len(texts.ranked)) if _is(other, group.origin) else shown:
            if _is(texts.ranked[one][1], other) and texts.passage(place).share_in(texts.passage(one)) >= _OVERLAP:
                return one
    return place


def _adds(passage: Passage, text: str, other: "_Wording", asked: frozenset[str]) -> bool:
    """Whether a passage says something that another text does not have."""
    if not asked.isdisjoint(set(stems(text[passage.start : passage.end])) - other.stems):
        return True
    shared = _shared(passage, text, other)
    if _length(shared) < _MOST * _length(passage.sentences):
        return True
    rest = [text[span.start : span.end] for span in passage.sentences if span not in shared]
    return any(is_statement(sentence) and not _retold(sentence, other) for sentence in rest)


def _shared(passage: Passage, text: str, other: "_Wording") -> frozenset[Span]:
    """The sentences of a passage that stand in another text, but for small changes; numbers are none."""
    return frozenset(span for span in passage.sentences if _stands(text[span.start : span.end], other))


def _stands(sentence: str, other: "_Wording") -> bool:
    runs = shingles(words(sentence), _SIZE)
    there = runs & other.runs
    numbers = {word for word in words(sentence) if _NUMBER.search(word)}
    return len(there) >= _SAME * len(runs) and numbers <= {word for run in there for word in run.split()}


def _retold(sentence: str, other: "_Wording") -> bool:
    """Whether a sentence only puts in its own words what another text says: the same numbers and names."""
    telling = {word for word in words(sentence) if _NUMBER.search(word)}
    telling |= {word for name in _NAME.findall(sentence) for word in words(name)}
    used = set(stems(sentence))
    return telling <= other.words and len(used & other.stems) >= _TOLD * len(used)


def _is(one: StoredArticle, other: StoredArticle) -> bool:
    return one.article.id == other.article.id


def _length(spans: Sequence[Span] | frozenset[Span]) -> int:
    return sum(span.end - span.start for span in spans)


@dataclass(frozen=True)
class _Wording:
    """The words of a text, and which stand together."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems(self.text))

    @cached_property
    def runs(self) -> frozenset[str]:
        return frozenset(shingles(words(self.text), _SIZE))

    def share_in(self, other: "_Wording") -> float:
        return len(self.runs & other.runs) / len(self.runs)


class _Texts:
    """The wordings that one folding looks at, each taken apart once."""

    def __init__(self, ranked: Sequence[Place], groups: Sequence[Group], asked: frozenset[str]) -> None:
        self.ranked, self.asked = ranked, asked
        self._groups = {one.article.id: group for group in groups for one in group.carriers}
        self._articles: dict[str, _Wording] = {}
        self._passages: dict[int, _Wording] = {}

    def group(self, stored: StoredArticle) -> Group | None:
        return self._groups.get(stored.article.id)

    def article(self, stored: StoredArticle) -> _Wording:
        return self._articles.setdefault(stored.article.id, _Wording(stored.article.text))

    def passage(self, place: int) -> _Wording:
        passage, stored = self.ranked[place]
        return self._passages.setdefault(place, _Wording(stored.article.text[passage.start : passage.end]))
