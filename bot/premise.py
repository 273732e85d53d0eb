"""False premises: what a question takes for granted, and the articles deny.

"How bad is the damage to the painting?" takes damage for granted. Where what is found about the painting says "not
damaged", and nothing else there says that it was, the question is answered by that sentence. Only words are compared:
a premise that is contradicted in other words ("finished sixth" of who is said to have won) is met by a few rules of
the news; all others are for the verifier and the reader.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.citations import Quoted
from bot.engines.focus import is_about, named_subject
from bot.question.another import names_in
from bot.verify.reading import Word, read
from bot.verify.strength import is_denied
from vectorstore.indexes.lexical import covered, stems
from vectorstore.language.sentences import is_statement
from vectorstore.passage import Evidence

_WINDOWS = 8
_ABOUT = 0.35  # of the rest of the question, in a sentence and its headline, and in its window
_SCOPE = 2  # content words behind a "not" that may deny harm
_FAR = 6  # behind a "nobody", which denies what is said of it
# Yes-or-no questions take nothing for granted; a question that denies something knows that it was denied.
_ASKS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_YES_OR_NO = re.compile(r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not|no|nobody|none|never|without|refus\w+|den(?:y|ie[sd])|reject\w*)\b|n[’']t\b", re.IGNORECASE
)
_NOBODY = frozenset("none nobody neither".split())
_NOT = _NOBODY | frozenset("not no never nor without cannot".split())
_DONE = frozenset("did does do was were is are has have had".split())
# What is ended is done no more: "the suspension of intelligence sharing".
_ENDS = re.compile(
    r"(?:suspen[ds]\w*|halt\w*|stop(?:s|ped|ping)?|end(?:s|ed|ing)|block(?:s|ed|ing)?|freez\w*|froze\w*|ceas\w*"
    r"|cancel\w*|scrap(?:s|ped|ping)?|paus\w*|withdr[ae]w\w*)",
    re.IGNORECASE,
)
_GOES_ON = frozenset(stems("continue keep"))
_AGREES = frozenset(stems("agree choose decide offer promise want"))
_WHY = re.compile(r"\bwhy\b", re.IGNORECASE)
_MAYBE = frozenset("may might could if unless until".split())
_WERE = frozenset("be been being is are was were".split())
_MILD = frozenset("only just merely simply longer more less fewer later matter doubt surprise wonder".split())
# What follows says when and of whom; what is asked stands before.
_BEHIND = re.compile(
    r"(?<=\w)[,;:]?\s+(?:when|after|before|while|because|since|if|that|following|in which|amid)\s", re.IGNORECASE
)
# What is denied of these says nothing about what is asked.
_LIGHT = frozenset(
    stems(
        "make get go come take give know want think see look say tell call use find show become happen include mean"
        " name time year day month week people person man woman thing way new first last many much number kind part"
        " reason people country company state plan need help work"
    )
)
_HARM = frozenset(stems("kill die death dead fatality injure injury hurt wound harm casualty victim damage destroy"))
_WINS = frozenset(stems("win won winner champion gold"))
_WHO_WINS = re.compile(r"\b(?:who|which|what)\b[^?]{0,60}\b(?:w[io]n\w*|champion|gold)\b", re.IGNORECASE)
_BACKS = frozenset(stems("back support approve endorse favour favor adopt pass"))
_AGAINST = re.compile(r"\b(?:against|rejected|opposed)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:finish|came|come|place|end)\w*\s+(?:in\s+)?(?:a\s+\w+\s+)?"
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|runner[- ]up)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement of the evidence with its words, and the stems of it and its headline, and of its window."""

    quoted: Quoted
    words: tuple[Word, ...]
    own: frozenset[str]
    context: frozenset[str]


def denial(question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> Quoted | None:
    """The sentence that denies what the question takes for granted, None where none does.

    `rarity` is the inverse document frequency of the question's stems.
    """
    if not _ASKS.search(question) or _YES_OR_NO.match(question) or _DENIES.search(question):
        return None
    told = list(_told(evidence[:_WINDOWS]))
    asked = stems(question)
    for word in _taken_for_granted(question):
        topic = [stem for stem in asked if stem not in stems(word.text)]
        about = [
            (0.5 * covered(topic, rarity, one.own) + 0.5 * covered(topic, rarity, one.context), one) for one in told
        ]
        denying = [
            (share, one)
            for share, one in about
            if share >= _ABOUT and _denied(word, one, question) and _of_the_same(one, asked)
        ]
        if denying:
            share, best = max(denying, key=lambda pair: (_same_word(word, pair[1]), pair[0]))
            enough = _ABOUT if _ended(best.words, word) else share  # what is ended now may be said to go on after all
            if not any(other > enough and _asserted(word, one) for other, one in about):
                return best.quoted
    return None


def _taken_for_granted(question: str) -> Iterator[Word]:
    """The words of a question that say what is to have happened: neither names, nor what is asked for."""
    words = read(_BEHIND.split(question, maxsplit=1)[0]).all
    for before, word in zip((None, *words), words, strict=False):
        wished = before is not None and before.low in ("which", "what", "many", "much", "whose")
        if word.stem and word.stem not in _LIGHT and not word.capital and not wished and word.stem.isalpha():
            yield word


def _told(evidence: Sequence[Evidence]) -> Iterator[_Told]:
    for one in evidence:
        title = one.stored.article.title
        context = frozenset(stems(f"{title}\n{one.text}"))
        for span in one.passage.sentences:
            quoted = Quoted(one.stored, span)
            if is_statement(quoted.text):
                yield _Told(quoted, read(quoted.text).all, frozenset(stems(f"{title} {quoted.text}")), context)


def _of_the_same(one: _Told, asked: Sequence[str]) -> bool:
    """Whether a statement is not of somebody else: "Spain had never won" says nothing of who won."""
    text = one.quoted.text
    return not names_in(named_subject(text)) or is_about(text, one.quoted.stored.article.text, frozenset(asked))


def _denied(word: Word, one: _Told, question: str) -> bool:
    if word.stem in _WINS and not _WHO_WINS.search(question) and _PLACE.search(one.quoted.text):
        return True
    if word.stem in _BACKS and _AGAINST.search(one.quoted.text):
        return True
    if _is_done(word, question) and _ended(one.words, word):
        return True
    denied = _harm_denied(one.words) if word.stem in _HARM else _done_denied(one.words)
    return any(_means(word, other) for other in denied)


def _asserted(word: Word, one: _Told) -> bool:
    denied = _harm_denied(one.words) | _done_denied(one.words) | _ended(one.words, word)
    return any(_means(word, other) for other in one.words if other not in denied)


def _same_word(word: Word, one: _Told) -> bool:
    return any(word.stem == other.stem for other in one.words)


def _means(word: Word, other: Word) -> bool:
    return word.stem == other.stem or {word.stem, other.stem} <= _HARM


def _done_denied(words: Sequence[Word]) -> set[Word]:
    """What did not happen: the content word next to a "did not" or its like."""
    denied: set[Word] = set()
    for before, word, behind in zip(words, words[1:], words[2:], strict=False):
        if (before.low in _DONE and word.low in ("not", "never") and behind.stem) or (
            word.low.removesuffix("n't") in _DONE and word.low.endswith("n't") and behind.stem
        ):
            denied.add(behind)
    return denied


def _is_done(word: Word, question: str) -> bool:
    """Whether a question asks for the reason why somebody agrees to do it, or goes on: "why did Petro agree to share".

    When, how long or how much it was done may be asked of what is ended since.
    """
    before = [one for one in read(question).all if one.start < word.start][-2:]
    to = before[-1:] and before[-1].low == "to"
    verb = before[-2:-1] if to else before[-1:]
    does = _AGREES | _GOES_ON if to else _GOES_ON
    return bool(verb) and verb[0].stem in does and _WHY.search(question) is not None


def _ended(words: Sequence[Word], word: Word) -> set[Word]:
    """Where a word of the question is ended: "the suspension of intelligence sharing", "sharing would be blocked".

    Not where that is denied, undone, or only possible: "never stopped", "lifted the suspension".
    """
    ended: set[Word] = set()
    for at, one in enumerate(words):
        if not _ENDS.fullmatch(one.low) or _is_undone(words, at):
            continue
        behind = [other for other in words[at + 1 :] if other.stem and other.clause == one.clause]
        passive = at > 1 and words[at - 1].low in _WERE
        before = [other for other in words[:at] if other.stem and other.clause == one.clause] if passive else []
        ended.update(other for other in [*behind[:_SCOPE], *before[-1:]] if _means(word, other))
    return ended


def _is_undone(words: Sequence[Word], at: int) -> bool:
    before = [one for one in words[:at] if one.clause == words[at].clause]
    ends = any(_ENDS.fullmatch(one.low) or one.low in _MAYBE for one in before)
    return ends or is_denied(words[at], words)


def _harm_denied(words: Sequence[Word]) -> set[Word]:
    """The content words of a sentence close behind a "not" or "no" of their clause, or further behind a "nobody"."""
    denied: set[Word] = set()
    for at, word in enumerate(words):
        following = words[at + 1].low if at + 1 < len(words) else ""
        # "Not only", "no. 1"; who is asked not to leave may have left.
        if following in _MILD or following == "to" or following.isdigit():
            continue
        if word.low in _NOT or word.low.endswith("n't"):
            nobody = word.low in _NOBODY or (word.low == "no" and following == "one")
            behind = [one for one in words[at + 1 :] if one.stem and (nobody or one.clause == word.clause)]
            denied.update(behind[: _FAR if nobody else _SCOPE])
    return denied
