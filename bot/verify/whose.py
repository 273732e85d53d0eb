"""Whose a statement is: what the passage only quotes, or has somebody argue, the claim must not tell as its own.

"The suit alleges that she broke the contract" does not carry "she broke the contract", nor does her opponent's
quotation; a claim that says in any words that somebody says so keeps it.
"""

import re
from collections.abc import Iterator, Sequence

from bot.verify.alignment import Aligned
from bot.verify.named import SAYING
from bot.verify.reading import Word, stem_of
from bot.verify.verdict import Reason

_ARGUED = frozenset(map(stem_of, "allege argue assert characterize claim contend purport".split()))
_TELLING = _ARGUED | frozenset(
    map(
        stem_of,
        "accuse admit answer apologize ask believe blame call charge cite comment complain concede condemn consider"
        " criticize defend demand describe deny dismiss dub estimate expect explain express feel hope indict joke label"
        " lawsuit maintain mock observe opinion plead pledge praise predict prosecute quote recall recognize refer"
        " reject remark reply respond speech statement sue suggest suit suspect term testify thank think tout urge view"
        " vow want warn welcome".split(),
    )
)
_QUOTATION = re.compile(r"[“\"][^“”\"]+(?:[”\"]|$)")
_MARKS = re.compile(r"[“”\"]")
_NEARLY_ALL = 0.75  # of the words that the claim and the sentence share
_MOST = 0.5  # of the claim's words, and of the sentence's
_FEWEST = 4


def check_whose(aligned: Aligned) -> Iterator[Reason]:
    """A reason where the sentence that the claim rests on most has somebody else say it, and the claim has nobody."""
    if not aligned.near or _MARKS.search(aligned.text):
        return
    at = aligned.near[0]
    shared = [link for link in aligned.links if link.kin == "same" and link.there and link.there.sentence == at]
    if len(shared) < max(_FEWEST, _MOST * len(aligned.links)):
        return
    own = [word for word in aligned.words if not any(link.claimed is word for link in shared)]
    if any(SAYING.match(word.low) or word.stem in _TELLING for word in own):
        return
    there = [link.there for link in shared if link.there]
    for said, by in _said_by_others(aligned, at):
        if sum(word in said for word in there) >= _NEARLY_ALL * len(there):
            yield Reason("attribution", " ".join(link.claimed.text for link in shared), by)
            return


def _said_by_others(aligned: Aligned, at: int) -> Iterator[tuple[Sequence[Word], str]]:
    """The words of a sentence that somebody argues, and those in its quotation marks, each with what tells so."""
    words, text = aligned.passage.words[at], aligned.passage.text
    argued = next((number for number, word in enumerate(words) if word.stem in _ARGUED), None)
    if argued is not None:
        yield words[argued + 1 :], words[argued].text
    start, end = aligned.passage.spans[at]
    spans = [match.span() for match in _QUOTATION.finditer(text, start, end)]
    quoted = [word for word in words if any(first <= word.start < last for first, last in spans)]
    # A few words in marks are no statement; with an odd mark there is no telling which one opens.
    if len(quoted) > _MOST * len(words) and text.count('"', start, end) % 2 == 0:
        yield quoted, text[start:end]
