"""How much of what the claim says the passage says too: the share of its content words that have a counterpart.

A claim that has to be put together from many sentences, with words that none of them has, is doubted even where no
check found anything. What each adds to the doubt is fitted to claims of our own by `tests/benchmarks/doubt.py`.
"""

from collections.abc import Iterator, Sequence

from bot.verify.alignment import Aligned, Link
from bot.verify.meanings import kinship, turns_the_news
from bot.verify.named import TIME
from bot.verify.reading import Word, stems_in_full
from bot.verify.strength import denies
from bot.verify.verdict import Reason

_ENOUGH = 0.45  # share of the words
_WORTH = {"same": 1.0, "wider": 0.8, "narrower": 0.6, "sibling": 0.3, "opposite": 0.3, "none": 0.0}
_ELSEWHERE = 0.7  # for the word itself in a sentence that the claim does not rest on
_SUBJECT = 3  # words before the name of the one that a sentence is about
_ONLY_LIKE = 1.2  # doubt of a word that the passage has one like, where one that it has nothing for makes 1
_OF_A_SENTENCE = 0.11  # for each sentence of the passage that the claim rests on
_MOST_DOUBT = 0.66
_CLAUSE_WORTH = {"same": 1.0, "wider": 0.5, "narrower": 0.5, "sibling": 0.0, "opposite": 0.0, "none": 0.0}
_LITTLE_OF_A_CLAUSE = 0.34  # share of its words
_ENOUGH_OF_FEW = {1: 0.65, 2: 0.82, 3: 0.55}  # where there are so few


def check_coverage(aligned: Aligned, skip: frozenset[Word]) -> Iterator[Reason]:
    """A reason where the passage says too little of the claim, or the claim says nothing; `skip` are names."""
    counted = [link for link in aligned.links if link.claimed not in skip]
    if not aligned.links:
        yield Reason("coverage", aligned.text)
    elif (verb := _unsaid_verb(aligned, skip)) is not None:
        yield Reason("coverage", verb.text)
    elif (clause := _unsaid_clause(aligned)) is not None:
        yield Reason("coverage", clause)
    elif counted and share(aligned, skip) < _ENOUGH_OF_FEW.get(len(counted), _ENOUGH):
        yield Reason("coverage", " ".join(link.claimed.text for link in counted if _WORTH[link.kin] < 1))


def check_doubt(claim: Sequence[Aligned]) -> Iterator[Reason]:
    """A reason where too much of the whole claim is unsaid for the many sentences it is put together from."""
    if _doubt(*unsaid(claim)) > _MOST_DOUBT:
        words = (link.claimed.text for one in claim for link in one.links if not link.covered)
        yield Reason("coverage", " ".join(words))


def unsaid(claim: Sequence[Aligned]) -> tuple[float, float, int]:
    """The shares of the words that the passage has nothing for, and only one like, and how many sentences it takes."""
    kinds = [link.kin for one in claim for link in one.links]
    words = max(1, len(kinds))
    return kinds.count("none") / words, kinds.count("sibling") / words, sum(len(one.near) for one in claim)


def _doubt(nothing: float, only_like: float, sentences: int) -> float:
    return nothing + _ONLY_LIKE * only_like + _OF_A_SENTENCE * sentences


def _unsaid_clause(aligned: Aligned) -> str | None:
    """The words of a clause of which the whole passage says next to nothing: what was added to what it says."""
    every = (word for sentence in aligned.passage.words for word in sentence if word.stem)
    there = frozenset(stem for word in every for stem in stems_in_full(word))
    clauses: dict[int, list[Word]] = {}
    for word in aligned.words:
        # Numbers and dates have checks of their own.
        if word.stem and (word.stem in there or (word.stem.isalpha() and word.low not in TIME)):
            clauses.setdefault(word.clause, []).append(word)
    for words in clauses.values():
        said = sum(max(_CLAUSE_WORTH[kinship(word.stem, stem)] for stem in there) for word in words) if there else 0.0
        if len(words) > 1 and said <= _LITTLE_OF_A_CLAUSE * len(words):
            return " ".join(word.text for word in words)
    return None


def _unsaid_verb(aligned: Aligned, skip: frozenset[Word]) -> Word | None:
    """What the one does whom a sentence begins with, where that would be news and nothing in the passage is like it."""
    words = aligned.words
    subject = next((at for at, word in enumerate(words[:_SUBJECT]) if word in skip), None)
    if subject is None:
        return None
    end = next((at for at in range(subject, len(words)) if words[at] not in skip), len(words))
    links = {link.claimed: link for link in aligned.links}
    verb = next((word for word in words[end : end + 2] if word in links), None)
    elsewhere = {word.stem for sentence in aligned.passage.words for word in sentence}
    if verb is None or verb.stem in elsewhere or denies(verb) or not turns_the_news(verb.stem):
        return None
    return verb if links[verb].kin in ("none", "sibling") else None


def share(aligned: Aligned, skip: frozenset[Word]) -> float:
    """The share of the content words that the passage has, those that are only like its own counting less."""
    elsewhere = {word.stem for sentence in aligned.passage.words for word in sentence}
    counted = [link for link in aligned.links if link.claimed not in skip]
    return sum(_worth(link, elsewhere) for link in counted) / len(counted) if counted else 0.0


def _worth(link: Link, elsewhere: set[str]) -> float:
    return max(_WORTH[link.kin], _ELSEWHERE * (link.claimed.stem in elsewhere))
