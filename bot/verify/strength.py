"""Negation and certainty: what the passage denies, or calls possible, planned or alleged, the claim must not assert.

Nor the other way round. A word counts as denied or hedged where an operator stands close before it; the other side is
cleared by any operator of the kind in its sentence, for paraphrases move words about.
"""

from collections.abc import Iterator, Sequence

from bot.verify.alignment import Aligned, Link
from bot.verify.reading import Word
from bot.verify.verdict import Reason

_DENY = frozenset(
    "not no never none nobody nothing neither nor without cannot hardly barely scarcely nowhere deny denies denied denying"
    " refuse refuses refused refusing refusal reject rejects rejected rejecting fail fails failed failing failure unable"
    " lack lacks lacked lacking decline declined declines avoid avoided prevent prevents prevented stop stopped stops"
    " abandon abandoned cancel cancelled canceled except ruled rule instead rather denial unless block blocked halt halted"
    " ban banned bans refrain ceased cease ended end scrapped dropped dismissed dismiss false falsely impossible".split()
)
_BARE_DENY = frozenset(
    "not no never none nobody nothing neither nor without cannot hardly barely denies denied deny failed fails refused"
    " refuses unable".split()
)
_POSSIBLE = frozenset(
    "may might could possible possibly perhaps maybe potential potentially likely unlikely probably appear appears appeared"
    " seem seems seemed suggest suggests suggested whether if unclear risk risks risked fear fears feared chance can"
    " considering consider considers considered expected expect expects estimated believed believe believes thought".split()
)
_PLANNED = frozenset(
    "will would shall plan plans planned planning intend intends intended aim aims aimed propose proposes proposed proposal"
    " hope hopes hoped seek seeks sought want wants wanted due scheduled expect expected expects set promise promised"
    " promises pledge pledged vow vowed vows threatened threatens threaten upcoming future ahead soon 'll won't tomorrow"
    " considering consider considers considered going about ready willing order ordered next until begin agreed agree"
    " prepare preparing prepares looking called calls urged should must forecast guided likely".split()
)
_ALLEGED = frozenset(
    "alleged allegedly allege alleges allegation allegations accuse accuses accused accusing accusation accusations suspect"
    " suspected suspects suspicion reportedly purported purportedly supposed supposedly rumoured rumored believed thought"
    " claim claimed claims charge charged charges unconfirmed apparently denied denies deny suspicions accusers".split()
)
_CLASSES = {"possible": _POSSIBLE, "planned": _PLANNED, "alleged": _ALLEGED}
# Those that hedge by themselves what stands close behind them.
_STRONG = {
    "possible": frozenset("may might could possibly perhaps maybe potentially considering unlikely".split()),
    "planned": frozenset(
        "will plans planned planning intends intended aims proposes proposed proposal hopes hoped seeks wants due scheduled"
        " expected pledged vowed threatened considering 'll".split()
    ),
    "alleged": frozenset(
        "alleged allegedly alleges allegations accused accuses accusing suspected suspicion reportedly purported supposedly"
        " rumoured unconfirmed".split()
    ),
}
_REACH = 4  # words behind an operator
_BESIDE = 6  # words to either side
_ASIDE = frozenset("only also just yet necessarily".split())


def check_strength(aligned: Aligned) -> Iterator[Reason]:
    """The first reason each of negation and certainty."""
    links = [link for link in aligned.links if link.there is not None and link.kin == "same"]
    places = [(link, there) for link in links if (there := _places(link, aligned, links))]
    yield from _first(_negation(aligned, places))
    yield from _first(_certainty(aligned, places))


_Places = Sequence[tuple[Link, list[Word]]]


def _negation(aligned: Aligned, places: _Places) -> Iterator[Reason]:
    sentences = aligned.passage.words
    for link, there in places:
        operator = _operator(link.claimed, aligned.words, _BARE_DENY)
        if operator and not any(_has(sentences[word.sentence], _DENY) for word in there):
            yield Reason("negation", _span(operator, link.claimed, aligned.words), there[0].text)
        denied = [_operator(word, sentences[word.sentence], _BARE_DENY) for word in there]
        if all(denied) and not _has(aligned.words, _DENY):
            yield Reason("negation", link.claimed.text, f"{_text(denied[0])} … {there[0].text}")


def _certainty(aligned: Aligned, places: _Places) -> Iterator[Reason]:
    sentences = aligned.passage.words
    for link, there in places:
        for kind, strong in _STRONG.items():
            operator = _operator(link.claimed, aligned.words, strong)
            if operator and not any(_has(sentences[word.sentence], _CLASSES[kind]) for word in there):
                yield Reason("modality", _span(operator, link.claimed, aligned.words), there[0].text)
            hedged = [_operator(word, sentences[word.sentence], strong) for word in there]
            if all(hedged) and not _has(aligned.words, _CLASSES[kind]) and not _infinitive(link.claimed, aligned.words):
                yield Reason("modality", link.claimed.text, f"{_text(hedged[0])} … {there[0].text}")


def _places(link: Link, aligned: Aligned, links: Sequence[Link]) -> list[Word]:
    """Where the word stands in the sentences that the claim rests on, beside another word that stands beside it there."""
    assert link.there is not None
    beside = {
        other.there.stem
        for other in links
        if other.there and other is not link and abs(_at(other.claimed, aligned) - _at(link.claimed, aligned)) <= _BESIDE
    }
    found = []
    for sentence in (aligned.passage.words[at] for at in aligned.near):
        for at, word in enumerate(sentence):
            if word.stem == link.there.stem:
                around = sentence[max(0, at - _BESIDE) : at + _BESIDE + 1]
                if any(one.stem in beside for one in around if one is not word):
                    found.append(word)
    return found


def _at(word: Word, aligned: Aligned) -> int:
    return aligned.words.index(word)


def _infinitive(word: Word, words: Sequence[Word]) -> bool:
    """Whether the word is what somebody does something for, not what is said to be so: "to build a bridge"."""
    at = words.index(word)
    return any(one.low == "to" for one in words[max(0, at - _REACH) : at])


def _operator(word: Word, words: Sequence[Word], operators: frozenset[str]) -> Word | None:
    """The operator that stands close before a word, in its sentence."""
    at = words.index(word)
    before = [one for one in words[max(0, at - _REACH) : at] if one.low not in _ASIDE]
    return next((one for one in reversed(before) if _is(one, operators)), None)


def _is(word: Word, operators: frozenset[str]) -> bool:
    return word.low in operators and not (word.low == "may" and word.capital) or (
        "not" in operators and word.low.endswith("n't")
    )


def _has(words: Sequence[Word], operators: frozenset[str]) -> bool:
    return any(_is(word, operators) for word in words)


def _text(word: Word | None) -> str:
    return word.text if word else ""


def _span(first: Word, last: Word, claim: Sequence[Word]) -> str:
    return " ".join(word.text for word in claim[claim.index(first) : claim.index(last) + 1])


def _first(reasons: Iterator[Reason]) -> Iterator[Reason]:
    found = next(reasons, None)
    if found:
        yield found


def denied(word: Word, words: Sequence[Word]) -> bool:
    """Whether a word of a sentence stands behind a "not" or its like."""
    return _operator(word, words, _BARE_DENY) is not None
