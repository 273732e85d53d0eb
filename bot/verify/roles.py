"""Who somebody is, and who does what to whom.

A role is a word that means a person ("minister", "brother"). Without a parser, who acts is told by the order of two
names around a verb that the claim and the passage share, "by" behind a participle turning it round.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.verify.alignment import Aligned, Link
from bot.verify.meanings import kinship, person
from bot.verify.named import SAYING, names
from bot.verify.reading import Reading, Word, stems_in_full
from bot.verify.verdict import Reason

_BOTH_WAYS = frozenset("meet talk agre speak discuss marri and join near border play negoti cooper share".split())
_CHIEF = re.compile(r"\bC(?P<abbreviated>[EFOT])O\b|\bchief (?P<full>executive|financial|operating|technology)\b", re.I)
_BE = frozenset("is are was were be been being get got".split())
_CLOSE = 4  # words between a name and what it does
_NEAR = 9  # twice the words between a role and the name it belongs to
_BESIDE = 1
_LONGEST_NAME = 3  # words
_AS_GOOD = ("same", "wider")
_PLACED = frozenset("of in at for from near to with by".split())  # before a name that has no role itself
_PARTING = frozenset("and but while that when after before who which whose with than by his her their".split())


def check_roles(aligned: Aligned, claim: str) -> Iterator[Reason]:
    """A reason for each role that the passage does not have, or gives to somebody else."""
    passage = aligned.passage
    people = {word.stem: word for sentence in passage.words for word in sentence if person(word.stem, word.text)}
    every = {stem for sentence in passage.words for word in sentence if word.stem for stem in stems_in_full(word)}
    given = [pair for at in range(len(passage.words)) for pair in _held(passage.words[at], passage.text, _BESIDE)]
    if (offices := _offices(aligned.text)) and (theirs_too := _offices(passage.text)) and not offices <= theirs_too:
        yield Reason("role", next(match[0] for match in _CHIEF.finditer(aligned.text)))
    mine, beside = _held(aligned.words, claim), _held(aligned.words, claim, _BESIDE)
    for word, holder in mine:
        theirs = [role for role, other in given if _same_person(holder, other)]
        clash = _clash(word, holder, theirs, aligned.words, passage)
        if clash or (theirs and (word, holder) in beside and not _near_name(word, holder, given, passage)):
            yield Reason("role", word.text, theirs[0].text)
        elif not any(kinship(word.stem, stem) in _AS_GOOD for stem in every):
            yield Reason("role", word.text)
        elif aligned.short and not theirs and (word, holder) in beside and (other := _other_holder(word, passage)):
            yield Reason("role", word.text, other)
    held = {word for word, _ in mine}
    yield from _opposites([word for word in aligned.words if word not in held], aligned, people)


def _offices(text: str) -> set[str]:
    """The chief officers that a text tells of, by what each is chief of: "CFO" and "chief financial officer" are f."""
    return {(match["abbreviated"] or match["full"])[0].lower() for match in _CHIEF.finditer(text)}


def _clash(
    role: Word, holder: tuple[Word, ...], theirs: Sequence[Word], words: Sequence[Word], passage: Reading
) -> bool:
    """Whether both put a title right before the name, and not the same one: "minister Lund", "Captain Lund"."""
    titles = [there for there in theirs if _is_title(there, holder, passage.words[there.sentence])]
    return bool(titles) and _is_title(role, holder, words) and not any(_akin(role, there) for there in titles)


def _is_title(role: Word, holder: tuple[Word, ...], words: Sequence[Word]) -> bool:
    """Whether it stands right before the name, with at most a first and a middle name in between."""
    run = words[words.index(role) + 1 :][:_LONGEST_NAME]
    last = next((at for at, word in enumerate(run) if _same_person(holder, (word,))), None)
    joined = [role, *run[: last + 1]] if last is not None else []
    return bool(joined) and all(one.end + 1 == other.start and other.capital for one, other in pairwise(joined))


def _akin(one: Word, other: Word) -> bool:
    return kinship(one.stem, other.stem) in ("same", "wider", "narrower")


def _near_name(
    role: Word, holder: tuple[Word, ...], given: Sequence[tuple[Word, tuple[Word, ...]]], passage: Reading
) -> bool:
    """Whether a sentence that has the name has the role, too, and gives it to nobody else."""
    others = {there.start for there, other in given if not _same_person(holder, other)}
    return any(
        any(_same_person(holder, (there,)) for there in sentence)
        and any(kinship(role.stem, one.stem) in _AS_GOOD and one.start not in others for one in sentence if one.stem)
        for sentence in passage.words
    )


def _opposites(words: Sequence[Word], aligned: Aligned, people: Mapping[str, Word]) -> Iterator[Reason]:
    """A reason for each role without a name that the passage has only the opposite of: "sister" for "brother"."""
    said = {word.stem for word in aligned.words}
    for word in words:
        if person(word.stem, word.text) and word.stem not in people:
            kin = {kinship(word.stem, stem): there for stem, there in people.items() if stem not in said}
            if "opposite" in kin and not kin.keys() & {"same", "wider", "narrower"}:
                yield Reason("role", word.text, kin["opposite"].text)


def _other_holder(word: Word, passage: Reading) -> str:
    """The name right beside that role in the passage."""
    for sentence in passage.words:
        for role, holder in _held(sentence, passage.text, _BESIDE):
            if role.stem == word.stem:
                return passage.text[holder[0].start : holder[-1].end]
    return ""


def _held(words: tuple[Word, ...], text: str, near: int = _NEAR) -> list[tuple[Word, tuple[Word, ...]]]:
    """Each role of a sentence that stands beside a name, with that name: "the mayor of Varde, Tomas Rekdal"."""
    found = []
    every = names(words, text)
    runs = [run for run in every if _before(words, run[0]) not in _PLACED]
    for at, word in enumerate(words):
        if not person(word.stem, word.text) or any(word in run for run in every):
            continue
        behind = words[at + 1] if at + 1 < len(words) else word
        if behind is not word and person(behind.stem, behind.text) and not any(behind in run for run in every):
            continue  # "owners' chairman"
        apart = {run: _apart(words, at, run) for run in runs}
        best = min(runs, key=lambda run: apart[run], default=None)
        if best is not None and apart[best] <= near:
            found.append((word, best))
    return found


def _apart(words: tuple[Word, ...], at: int, run: tuple[Word, ...]) -> int:
    """The words between a role and a name; a verb of saying or "and" in between parts them."""
    first, last = words.index(run[0]), words.index(run[-1])
    between = words[at + 1 : first] if at < first else words[last + 1 : at]
    if any(word.low in _PARTING or SAYING.match(word.low) for word in between):
        return len(words)
    return len(between) * 2 + (at > first)  # of two names as near, the one behind


def _before(words: tuple[Word, ...], word: Word) -> str:
    at = words.index(word)
    return words[at - 1].low if at else ""


def _same_person(one: tuple[Word, ...], other: tuple[Word, ...]) -> bool:
    return one[-1].low.removesuffix("'s") == other[-1].low.removesuffix("'s")


def check_order(aligned: Aligned, claim: str) -> Iterator[Reason]:
    """A reason where the passage has the same verb between the same two names, the other way round."""
    runs = [
        *names(aligned.words, claim),
        *((word,) for word in aligned.words if word.stem and person(word.stem, word.text)),
    ]
    runs.sort(key=lambda run: run[0].start)
    for one, other in pairwise(runs):
        for link in _verbs(aligned, one[-1], other[0]):
            mine = _acts_first(aligned.words, one[-1], link.claimed, other[0])
            ways = list(_ways(aligned, one[-1], link, other[-1]))
            if ways and mine not in ways:
                yield Reason("role", claim[one[0].start : other[-1].end])
                return


def _verbs(aligned: Aligned, one: Word, other: Word) -> list[Link]:
    """The linked words between two names that could be what one does to the other."""
    return [
        link
        for link in aligned.links
        if one.end <= link.claimed.start < other.start
        and _between(aligned.words, one, link.claimed, other)
        and link.kin == "same"
        and not link.claimed.capital
        and not person(link.claimed.stem, link.claimed.text)
        and link.claimed.stem not in _BOTH_WAYS
    ]


def _acts_first(words: Sequence[Word], one: Word, verb: Word, other: Word) -> bool:
    """Whether the first of two names acts: not so in "A was beaten by B"."""
    at, start, end = words.index(verb), words.index(one), words.index(other)
    passive = any(word.low in _BE for word in words[max(start, at - 3) : at])
    return not (passive and any(word.low == "by" for word in words[at : end + 1]))


def _ways(aligned: Aligned, one: Word, link: Link, other: Word) -> Iterator[bool]:
    """For each passage sentence with both names around the verb: whether the claim's first name acts there."""
    stem = link.there.stem if link.there else link.claimed.stem
    for at in aligned.near:
        words = aligned.passage.words[at]
        mine = next((word for word in words if word.low == one.low), None)
        theirs = next((word for word in words if word.low == other.low), None)
        for verb in (word for word in words if word.stem == stem):
            if mine and theirs and _between(words, mine, verb, theirs):
                yield _acts_first(words, mine, verb, theirs)
            elif mine and theirs and _between(words, theirs, verb, mine):
                yield not _acts_first(words, theirs, verb, mine)


def _between(words: Sequence[Word], one: Word, verb: Word, other: Word) -> bool:
    """Whether a verb stands close behind one name and before the other."""
    start, at, end = words.index(one), words.index(verb), words.index(other)
    return start < at < end and at - start <= _CLOSE and end - at <= _CLOSE + 1
