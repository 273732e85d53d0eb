"""How much of what the claim says the passage says too: the share of its content words that have a counterpart."""

from collections.abc import Iterator

from bot.verify.alignment import Aligned, Link
from bot.verify.meanings import turns_the_news
from bot.verify.reading import Word
from bot.verify.strength import denies
from bot.verify.verdict import Reason

_ENOUGH = 0.45  # share of the words
_WORTH = {"same": 1.0, "wider": 0.8, "narrower": 0.6, "sibling": 0.3, "opposite": 0.3, "none": 0.0}
_ELSEWHERE = 0.7  # for the word itself in a sentence that the claim does not rest on
_SUBJECT = 3  # words before the name of the one that a sentence is about
_ENOUGH_OF_FEW = {1: 0.65, 2: 0.82, 3: 0.55}  # where there are so few


def check_coverage(aligned: Aligned, skip: frozenset[Word]) -> Iterator[Reason]:
    """A reason where the passage says too little of the claim, or the claim says nothing; `skip` are names."""
    counted = [link for link in aligned.links if link.claimed not in skip]
    if not aligned.links:
        yield Reason("coverage", aligned.text)
    elif (verb := _unsaid_verb(aligned, skip)) is not None:
        yield Reason("coverage", verb.text)
    elif counted and share(aligned, skip) < _ENOUGH_OF_FEW.get(len(counted), _ENOUGH):
        yield Reason("coverage", " ".join(link.claimed.text for link in counted if _WORTH[link.kin] < 1))


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
