"""Whose a statement is: a claim keeps the speaker, and what the passage has somebody argue is no fact of the claim.

"The suit alleges that she broke the contract" does not carry "she broke the contract", nor does her opponent's
quotation; a claim that says in any words that somebody says so keeps it.
"""

import re
from collections.abc import Iterator, Sequence

from bot.verify.alignment import Aligned
from bot.verify.meanings import kinship
from bot.verify.named import SAYING, has_name, names
from bot.verify.reading import Reading, Word, read, stem_of
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
_SAID = frozenset(map(stem_of, "announcement statement remark comment declaration warning post speech letter".split()))
_QUOTATION = re.compile(r"[“\"][^“”\"]+(?:[”\"]|$)")
_PRONOUNS = frozenset("he she they".split())
_CALLING = frozenset(map(stem_of, "call dub label brand".split()))
_BEFORE_WHAT_IT_IS = frozenset("a an the".split())
_MARKS = re.compile(r"[“”\"]")
_BELONGING = re.compile(r"\s(?:of|from|at|with)(?:\sthe)?\s")
_NEARLY_ALL = 0.75  # of the words that the claim and the sentence share
_MOST = 0.5  # of the claim's words, and of the sentence's
_FEWEST = 4


def check_speaker(aligned: Aligned, claim: str) -> Iterator[Reason]:
    """A reason where the one whom the claim makes say it does not stand with it there, or others say it, or nobody."""
    speakers = list(_speakers(aligned.words, claim))
    if not speakers or not aligned.near:
        return
    around = [word for at in aligned.around for word in aligned.passage.words[at]]
    low = {word.low.removesuffix("'s") for word in around} | {word.stem for word in around}
    told = any(SAYING.match(word.low) or word.stem in _SAID for word in around)
    if not told and not _MARKS.search(aligned.passage.text):
        yield Reason("attribution", claim[speakers[0][0].start : speakers[0][-1].end])
        return
    for run in speakers:
        if not any(word.low.removesuffix("'s") in low or word.stem in low for word in run):
            yield Reason("attribution", claim[run[0].start : run[-1].end])
            return
    best = aligned.passage.words[aligned.near[0]]
    theirs = list(_speakers(best, aligned.passage.text))
    mine = {word.low.removesuffix("'s") for run in speakers for word in run}
    if theirs and not mine & {word.low.removesuffix("'s") for word in best}:
        instead = aligned.passage.text[theirs[0][0].start : theirs[0][-1].end]
        yield Reason("attribution", claim[speakers[0][0].start : speakers[0][-1].end], instead)


def _speakers(words: Sequence[Word], text: str) -> Iterator[tuple[Word, ...]]:
    """The names that stand right beside a verb of saying, or behind "according to".

    "Ada Lund of the port authority said" is she, not the authority.
    """
    runs = names(tuple(words), text)
    for at, run in enumerate(runs):
        first, last = words.index(run[0]), words.index(run[-1])
        before = [word.low for word in words[max(0, first - 2) : first]]
        after = words[last + 1].low if last + 1 < len(words) else ""
        if before == ["according", "to"] or SAYING.match(after) or (before and SAYING.match(before[-1])):
            while at and _BELONGING.fullmatch(text, runs[at - 1][-1].end, runs[at][0].start):
                at -= 1
            yield runs[at]


def check_quoted(aligned: Aligned, claim: str) -> Iterator[Reason]:
    """A reason for each quotation of the claim that its sentence in the passage gives to somebody else by name."""
    offset = aligned.words[0].start - aligned.text.index(aligned.words[0].text)
    for match in _QUOTATION.finditer(aligned.text):
        stems = [word.stem for word in read(match[0]).all if word.stem]
        inside = range(offset + match.start(), offset + match.end())
        mine = [word for run in names(aligned.words, claim) for word in run if word.start not in inside]
        at = _sentence_with(stems, aligned.passage)
        if len(stems) < _FEWEST or not mine or at is None:
            continue
        outside = _around_quotation(aligned.passage, at)
        theirs = names(outside, aligned.passage.text)
        if not theirs or any(word.low in _PRONOUNS for word in outside):
            continue
        there = read(" ".join(word.text for word in outside))
        if not any(has_name(word, there) for word in mine):
            speaker = theirs[0]
            yield Reason("attribution", match[0], aligned.passage.text[speaker[0].start : speaker[-1].end])


def _sentence_with(stems: Sequence[str], passage: Reading) -> int | None:
    """The number of the sentence with all these stems, in order and nothing between."""
    for at, sentence in enumerate(passage.words):
        there = [word.stem for word in sentence if word.stem]
        if any(there[start : start + len(stems)] == list(stems) for start in range(len(there) - len(stems) + 1)):
            return at
    return None


def _around_quotation(passage: Reading, at: int) -> tuple[Word, ...]:
    """The words of a sentence outside its quotation marks; where it leaves them open, with those up to where they end.

    "“The sea is calm. We sail at ten,” said Bo Ryd."
    """
    start, end = passage.spans[at]
    spans = [match.span() for match in _QUOTATION.finditer(passage.text, start, end)]
    words = [word for word in passage.words[at] if not any(first <= word.start < last for first, last in spans)]
    marks = _MARKS.findall(passage.text, start, end)
    is_open = bool(marks) and (marks[-1] == "“" or (marks[-1] == '"' and marks.count('"') % 2 == 1))
    while is_open and at + 1 < len(passage.spans):
        at += 1
        start, end = passage.spans[at]
        closing = next((match.end() for match in _MARKS.finditer(passage.text, start, end)), None)
        words += [word for word in passage.words[at] if closing is not None and word.start >= closing]
        is_open = closing is None
    return tuple(words)


def check_called(aligned: Aligned) -> Iterator[Reason]:
    """A reason where the passage has little of what the claim has somebody call something: "called it a slaughter"."""
    there = {word.stem for sentence in aligned.passage.words for word in sentence if word.stem}
    for at, verb in enumerate(aligned.words):
        if verb.stem not in _CALLING:
            continue
        behind = [word for word in aligned.words[at + 1 :] if word.clause == verb.clause]
        last = max((place for place, word in enumerate(behind) if word.low in _BEFORE_WHAT_IT_IS), default=None)
        what = [word for word in behind[last or 0 :] if word.stem.isalpha()]
        said = [word for word in what if any(kinship(word.stem, stem) == "same" for stem in there)]
        if last is not None and what and len(said) < _MOST * len(what):
            yield Reason("attribution", " ".join(word.text for word in (verb, *what)))


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
