"""Names of people, places and organisations: whether the passage has them, together where the claim has them together.

A name is a run of capitalised words. It may be shortened ("Varga" for "Ilse Varga"), stand in its initials ("WHO"), or
be the adjective of a place ("Omani").
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.verify.alignment import Aligned
from bot.verify.meanings import kinship, known, person
from bot.verify.quoted import is_quoted
from bot.verify.reading import Reading, Word, read
from bot.verify.verdict import Reason
from vectorstore.language.names import countries, with_one_name

TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
# Prepositions and conjunctions that the stemmer takes for content; they open sentences.
_JOINING = frozenset(
    "despite unless whereas besides beside beyond except throughout versus whether lest beneath underneath amidst"
    " whenever wherever whoever whatever whichever regardless unlike".split()
)
_JOINS = re.compile(r"\s(?:of|for)(?:\sthe)?\s")
_IN_CAPITALS = re.compile(r"\.|[’']s?$")
_OPENS = re.compile(r"(?:[.!?:…][”\"’')]?\s+|[“\"‘'(–—-]|\A)\Z")
_BEGINNING = 4  # letters that a place and its people share at least
SAYING = re.compile(
    r"(?:said|says|say|told|tells|wrote|writes|added|adds|stated|states|announced|announces|confirmed|confirms|argued"
    r"|insisted|declared|explained|warned|warns|tweeted|posted|testified|remarked|commented|claimed|claims|replied"
    r"|reported|reports|according|acknowledged|noted|revealed|promised|denied|informed)$"
)
_OPENING_WORDS = 3  # before the name of the one that a sentence is about
_GOES_ON = 6  # sentences in which a name may be meant without being named
_LIKE = 0.34  # share of the best sentence's words that one with the name must have
_AS_GOOD = ("same", "wider")  # a title as the passage has it
_APART = 3  # words, at most, from a first name to the last name
_ALL_CAPITALS = 0.6  # share of capitalised words above which a sentence is a headline


def names(words: tuple[Word, ...], text: str) -> list[tuple[Word, ...]]:
    """The runs of words that name somebody or something; `words` are one sentence, with offsets into `text`."""
    headline = sum(word.capital for word in words) > _ALL_CAPITALS * len(words) and len(words) > 3
    runs: list[list[Word]] = []
    for at, word in enumerate(words):
        goes_on = bool(runs) and word.start - runs[-1][-1].end == 1
        before_name = at + 1 < len(words) and words[at + 1].capital and words[at + 1].start - word.end == 1
        title = before_name and person(word.stem, word.text) and known(word.stem)
        opens = at == 0 or headline or _OPENS.search(text, max(0, word.start - 3), word.start) is not None
        if not _names(word, title, goes_on, opens):
            continue
        if goes_on and text[word.start - 1] in " -" and not _owns(runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [tuple(run) for run in runs]


def with_initials(claim: str, passage: Reading) -> str:
    """The claim with the initials that the passage has in place of names that it has not: "WHO"; none in quotations."""
    initials = {_bare(word).upper() for word in passage.all} & {_IN_CAPITALS.sub("", word.text) for word in passage.all}
    spans = []
    for words in read(claim).words:
        runs = names(words, claim)
        for name in _joined(runs, claim):
            in_short = "".join(word.text[0] for word in name)
            missing = not all(has_name(word, passage) for word in name)
            if (
                len(name) > (1 if name in runs else 2)
                and in_short in initials
                and missing
                and not is_quoted(claim, name[0].start)
            ):
                spans.append((name[0].start, name[-1].end, in_short))
    for start, end, in_short in reversed(spans):
        claim = claim[:start] + in_short + claim[end:]
    return claim


def _joined(runs: Sequence[tuple[Word, ...]], claim: str) -> list[tuple[Word, ...]]:
    """The runs, those together that small words join to one name: "Court of Arbitration for Sport"."""
    found: list[tuple[Word, ...]] = []
    for run in runs:
        if found and _JOINS.fullmatch(claim, found[-1][-1].end, run[0].start):
            found[-1] += run
        else:
            found.append(run)
    return found


def check_names(aligned: Aligned, claim: str) -> Iterator[Reason]:
    """A reason for each name that the passage does not have, has only in parts of others, or has somewhere else."""
    passage = aligned.passage
    for run in names(aligned.words, claim):
        text = claim[run[0].start : run[-1].end]
        if _countries(text) and _countries(text) <= _countries(passage.text):
            run = _without_countries(run, text)
        if not run:
            continue
        missing = [word for word in run if not has_name(word, passage)]
        if missing:
            yield Reason("name", text, _instead(aligned, claim))
        elif not missing and not _together(run, passage):
            yield Reason("name", text)
        elif not missing and (other := _elsewhere(run, aligned, claim) or _other_subject(run, aligned, claim)):
            yield Reason("name", text, other)


def _without_countries(run: tuple[Word, ...], text: str) -> tuple[Word, ...]:
    """The words of a name but those that say a country, whatever the passage calls it."""
    left = set(re.findall(r"[^\W_]+", with_one_name(text)))
    return tuple(word for word in run if word.text in left and not _countries(word.text))


@lru_cache(maxsize=1_024)
def _countries(text: str) -> frozenset[str]:
    return frozenset(countries(text))


def has_name(word: Word, passage: Reading) -> bool:
    """Whether the passage has the name, also as an adjective of it or in its initials."""
    forms, initials = _forms(passage)
    return (
        _bare(word) in forms
        or (bool(word.stem) and word.stem in forms)
        or _bare(word) in initials
        or any(_same_place(_bare(word), form) for form in forms)
    )


def _owns(word: Word) -> bool:
    """Whether a name ends with the word: "Norwick's Ada Lund" are two."""
    return word.low.endswith("'s")


def _names(word: Word, title: bool, goes_on: bool, opens: bool) -> bool:
    if not word.capital or _bare(word) in TIME or word.low in _JOINING or (len(word.text) == 1 and opens):
        return False
    if not word.stem:
        return word.text.isupper() and len(word.text) > 1 and not opens  # "US", "IT"
    if title and not (goes_on or word.text.isupper()):
        return False
    return not opens or not known(word.stem) or (word.text.isupper() and len(word.text) > 1)


def _bare(word: Word) -> str:
    return re.sub(r"'s?$", "", word.low).replace(".", "")


@lru_cache(maxsize=256)
def _forms(passage: Reading) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the passage with their stems, and the initials of its runs of capitalised words."""
    words = passage.all
    forms = {_bare(word) for word in words} | {word.stem for word in words if word.stem}
    initials = set()
    for at in range(len(words)):
        run = ""
        for word in words[at : at + 6]:
            if word.capital:
                run += _bare(word)[:1]
            elif word.low not in {"of", "the", "and", "for", "on", "de"}:
                break
            if len(run) > 1:
                initials.add(run)
    return frozenset(forms), frozenset(initials)


def _same_place(one: str, other: str) -> bool:
    """Whether two words differ only as "Oman" and "Omani" do."""
    if min(len(one), len(other)) < _BEGINNING:
        return False
    short, long = sorted((one, other), key=len)
    stem = short.rstrip("aeoy") if len(short) > _BEGINNING else short
    return (
        len(stem) >= _BEGINNING
        and long.startswith(stem)
        and len(long) - len(stem) <= 4
        and bool(re.fullmatch(r"[aeio]?(?:an|ian|ish|ese|i|n|ic|er|s|ns|ans|ians)?", long[len(stem) :]))
    )


def _together(run: tuple[Word, ...], passage: Reading) -> bool:
    """Whether each two words of a name stand close to each other somewhere, in this order."""
    return all(
        _OF_PLACE.search(_bare(one))
        or _follows(_bare(one), _bare(other), passage)
        or (person(one.stem, one.text) and _in_one_sentence(one, run[-1], passage))
        for one, other in pairwise(run)
    )


def _in_one_sentence(title: Word, name: Word, passage: Reading) -> bool:
    return any(
        any(kinship(title.stem, there.stem) in _AS_GOOD for there in sentence if there.stem)
        and any(_alike(_bare(there), _bare(name)) for there in sentence)
        for sentence in passage.words
    )


def _follows(one: str, other: str, passage: Reading) -> bool:
    initials = _forms(passage)[1]
    for sentence in passage.words:
        low = [_bare(word) for word in sentence]
        for at, word in enumerate(low):
            if _alike(word, one) and any(_alike(after, other) for after in low[at + 1 : at + 1 + _APART]):
                return True
    return one in initials or other in initials


_OF_PLACE = re.compile(r"(?:ian|ean|ish|ese|ch|can)$")


def _alike(there: str, name: str) -> bool:
    return there == name or _same_place(there, name)


def _elsewhere(run: tuple[Word, ...], aligned: Aligned, claim: str) -> str:
    """Another name in the sentence that the claim rests on most, where the claim's stands in none like it."""
    mine = {_bare(word) for word in run}
    said = {word.stem for word in aligned.words if word.stem and not word.capital}
    named = any(word.capital and _bare(word) in mine for word in aligned.passage.all)  # not "Lawmakers"
    if not said or not aligned.short or not aligned.near or not named:
        return ""
    words = aligned.passage.words
    alike = [len(said & {word.stem for word in sentence}) / len(said) for sentence in words]
    has = [any(_alike(_bare(word), name) for word in sentence for name in mine) for sentence in words]
    # "He" or "the company" goes on from the sentences before.
    best = max((max(alike[at : at + 1 + _GOES_ON]) for at in range(len(words)) if has[at]), default=0.0)
    return _instead(aligned, claim) if best < _LIKE * max(alike) else ""


def _other_subject(run: tuple[Word, ...], aligned: Aligned, claim: str) -> str:
    """The name that the passage's best sentence begins with, where the claim's first one stands nowhere around it."""
    at = aligned.words.index(run[-1]) + 1
    speaks = at < len(aligned.words) and SAYING.match(aligned.words[at].low)
    if not aligned.near or aligned.words.index(run[0]) > _OPENING_WORDS or speaks:
        return ""
    words = aligned.passage.words[aligned.near[0]]
    said = {_bare(word) for word in aligned.words}
    there = {_bare(word) for at in aligned.around for word in aligned.passage.words[at]}
    if any(_alike(other, _bare(word)) for word in run for other in there):
        return ""
    first = next(iter(names(words, aligned.passage.text)), None)
    if first is None or words.index(first[0]) > _OPENING_WORDS or said & {_bare(word) for word in first}:
        return ""
    return aligned.passage.text[first[0].start : first[-1].end]


def _instead(aligned: Aligned, claim: str) -> str:
    """A name that stands in the sentences the claim rests on, and not in the claim."""
    said = {_bare(word) for word in aligned.words}
    for at in aligned.near:
        for run in names(aligned.passage.words[at], aligned.passage.text):
            if not said & {_bare(word) for word in run}:
                return aligned.passage.text[run[0].start : run[-1].end]
    return ""
