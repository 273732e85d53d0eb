"""Negation and certainty: what the passage denies, or calls possible, planned or alleged, the claim must not assert.

Nor the other way round. An operator ("not", "may") is looked at with the content words it stands before; it must have
one of its kind in the passage's sentence that has most of them, and the other way round.
"""

import re
from collections.abc import Iterator, Sequence

from bot.verify.alignment import Aligned
from bot.verify.meanings import kinship
from bot.verify.reading import Word, is_irregular, read, stem_of
from bot.verify.verdict import Kind, Reason
from vectorstore.passage import Span

_NOT = frozenset(
    "not no never none nobody nothing neither nor without cannot hardly barely scarcely nowhere unable denies"
    " denied deny refused refuses refuse".split()
)
_AGAINST = frozenset(
    "until fail fails failed reject rejects rejected rejecting denying denial denials refusing refusal"
    " failing failure lack lacks lacked lacking declined avoid avoided prevent prevents prevented prevention"
    " abandon abandoned cancel cancelled canceled dismissed dismiss false falsely impossible unless except"
    " instead rather stop stopped stops halt halted block blocked ban banned scrapped dropped oppose opposes"
    " opposed against avoids reluctant few little absent miss missed misses".split()
)
_DENY = _NOT | _AGAINST
_ENDING = frozenset("end ends ended ending lift lifts lifted lifting overturn overturned repealed revoked".split())
_FAILING = frozenset("fail fails failed failing".split())
_MAY = frozenset(
    "may might could possibly perhaps maybe potentially likely probably unlikely considering considers reportedly"
    " allegedly apparently hinted rumoured purportedly supposedly".split()
)
_POSSIBLE = _MAY | frozenset(
    "possible potential likely probably probable appear appears appeared seem seems seemed suggest suggests suggested"
    " whether if unclear risk risks risked fear fears feared chance can consider considered expected expect expects"
    " estimated believed believe believes thought suspect suspected suspects suspicion alleged alleges allegation"
    " allegations accused accuses accuse accusing claim claims claimed unconfirmed weighing hint hints".split()
)
_WILL = frozenset(
    "will would shall plans planned planning intends intended aims proposes proposed hopes hoped scheduled"
    " pledged vowed threatened expected 'll won't seeks seek seeking wants wanted demands demanded".split()
)
_PLANNED = _WILL | frozenset(
    "plan intend intention aim aimed propose proposal hope hopes want wants wanted sought expect expects set"
    " promise promised promises pledge pledges vow vows threaten threatens upcoming future due soon tomorrow"
    " considering consider considers considered ready willing order ordered agreed agree prepare preparing looking"
    " calls called urged ask asks asked asking should must forecast likely may might could can called demanded"
    " demands need needs request requested".split()
)
_SAID_TO_BE = frozenset(
    "alleged allegedly alleges alleging allegations allegation accused accuses accusing suspected suspicion reportedly"
    " purported purportedly supposedly rumoured unconfirmed".split()
)
_ALLEGED = _SAID_TO_BE | frozenset(
    "allege accuse accusation accusations suspect suspects suspicions believed thought claim claims claimed"
    " charge charged charges apparently denied denies deny may might could possibly accusers investigated"
    " investigating".split()
)
_INTENDED = _WILL - {"will", "would", "shall", "'ll", "won't"}
_SAID = _ALLEGED - _MAY | _SAID_TO_BE
_SURE = frozenset("certain certainly definitely surely proved proven undoubtedly confirmed guaranteed".split())
_SURELY = _SURE | frozenset("confirm confirms prove proves sure doubtless clearly".split())
_KINDS: tuple[tuple[Kind, frozenset[str], frozenset[str]], ...] = (
    ("negation", _NOT | _FAILING | frozenset("reject rejects rejected denying refusing refusal".split()), _DENY),
    ("modality", _MAY, _POSSIBLE),
    ("modality", _WILL, _PLANNED),
    ("modality", _SAID_TO_BE, _ALLEGED),
    ("modality", _SURE, _SURELY),
)
_UN = re.compile(r"(?:un|in|im|ir)\w{3,}$")
_ONLY = frozenset("only just merely simply solely".split())  # behind "not"
_CERTAIN = frozenset("that to of".split())  # behind "certain", where it does not mean "some"
# Two words that are a denial together.
_LACKING = {"yet": "to", "ruled": "out", **dict.fromkeys(("turn", "turns", "turned", "turning"), "down")}
_EARLIER = frozenset("since before until earlier ever".split())  # "the first since" says that there was none
_NOT_LESS = frozenset("nonetheless nevertheless regardless".split())
_BE = frozenset("is are was were be been being".split())
_BEGUN = frozenset("begin begins began begun start starts started manage managed manages".split())
_CONDITIONS = frozenset("if whether unless".split())
_GOVERNING = frozenset("denied denies deny".split())  # they deny all that follows
_BEHIND, _BEFORE = 3, 1  # content words that an operator is looked at with
_ENOUGH = 0.5  # share of them that the other side must have


def check_strength(aligned: Aligned) -> Iterator[Reason]:
    """The first reason each of negation and certainty."""
    found: dict[Kind, Reason] = {}
    for kind, operators, clearing in _KINDS:
        for reason in (*_added(aligned, kind, operators, clearing), *_lost(aligned, kind, operators, clearing)):
            found.setdefault(reason.kind, reason)
    yield from found.values()


def denies(word: Word) -> bool:
    """Whether a word denies something: "not", "rejected", "ban"."""
    return _is(word, _DENY)


def is_denied(word: Word, words: Sequence[Word]) -> bool:
    """Whether a word of a sentence stands close behind a "not" or its like, or is what ends ("lifted the ban")."""
    at = words.index(word)
    return any(_is(one, _NOT | _ENDING) for one in words[max(0, at - 4) : at])


def is_only_said(sentence: str) -> bool:
    """Whether something in a sentence is alleged, claimed, or denied by somebody."""
    words = read(sentence).all
    return any(_operates(words, at, _SAID) for at in range(len(words)))


def says_outright(sentence: str, part: Span, asked: str = "") -> bool:
    """Whether a sentence says a part of it as a fact, but for what the question itself takes as none.

    It does where that is not denied, possible or intended in its clause, and nothing of the sentence alleged.
    """
    there, question = read(sentence).all, read(asked).all
    clauses = {(word.sentence, word.clause) for word in there if word.start < part.end and word.end > part.start}
    near = [at for at, word in enumerate(there) if (word.sentence, word.clause) in clauses]
    return all(
        any(_operates(question, at, operators) for at in range(len(question)))
        or not any(_operates(there, at, operators) for at in places)
        for operators, places in ((_NOT, near), (_MAY, near), (_INTENDED, near), (_SAID, range(len(there))))
    )


def _added(aligned: Aligned, kind: Kind, operators: frozenset[str], clearing: frozenset[str]) -> Iterator[Reason]:
    """Operators of the claim that the passage has none of, where it says the same."""
    for at, word in enumerate(aligned.words):
        if not _operates(aligned.words, at, operators) or (kind == "negation" and _linked(word, aligned)):
            continue
        scope = _scope(aligned.words, at)
        clause = _clause(aligned, {one.stem for one in scope})
        if not clause or not _mostly_said(aligned, scope) or (operators is _WILL and not _past(aligned, scope, clause)):
            continue
        if operators is _SAID_TO_BE and any(_is(one, clearing) and _linked(one, aligned) for one in scope):
            continue  # "charges alleging", where the passage has "charges"
        if _clears(clause, clearing, kind, scope) and not (
            kind == "negation" and _more_often(aligned, clause, clearing)
        ):
            continue
        yield Reason(kind, " ".join(one.text for one in (word, *_behind(word, scope))), _joined(clause, scope))


def _lost(aligned: Aligned, kind: Kind, operators: frozenset[str], clearing: frozenset[str]) -> Iterator[Reason]:
    """Operators of the passage's best sentence that the claim has none of, where it says the same."""
    if not aligned.near or (operators is _WILL and _to_come(aligned.words)):
        return
    linked = {link.there.stem for link in aligned.links if link.there and link.covered}
    sentence = aligned.passage.words[aligned.near[0]]
    for at, word in enumerate(sentence):
        if not _operates(sentence, at, operators - _SURE) or (
            kind == "modality" and at + 1 < len(sentence) and sentence[at + 1].low == "not"
        ):
            continue
        governs = word.low in _GOVERNING
        scope = [one for one in sentence[at + 1 :] if one.stem] if governs else _behind(word, _scope(sentence, at))
        mine = [one for one in scope if one.stem in linked]
        telling = len(mine) > 1 or (not governs and any(one.stem.isalpha() for one in mine))
        enough = governs or len(mine) >= (_ENOUGH if aligned.short else 1) * len(scope)
        if telling and enough and not _clears(_unpaired(aligned.words, sentence, word, kind), clearing, kind, scope):
            yield Reason(kind, mine[0].text, " ".join(one.text for one in (word, *scope)))


def _unpaired(words: Sequence[Word], sentence: Sequence[Word], operator: Word, kind: Kind) -> Sequence[Word]:
    """The claim's words without those that the passage's sentence has beside its operator: "if so, he may"."""
    if kind == "negation":
        return words
    beside = _CONDITIONS & {word.low for word in sentence} - {operator.low}
    return [word for word in words if word.low not in beside]


def _mostly_said(aligned: Aligned, scope: Sequence[Word]) -> bool:
    """Whether the sentences it rests on have more than half of these words; in a long text, fewer meet by chance."""
    there = [any(link.claimed is word and link.covered for link in aligned.links) for word in scope]
    return aligned.short or not scope or 2 * sum(there) > len(there)


def _more_often(aligned: Aligned, clause: Sequence[Word], clearing: frozenset[str]) -> bool:
    """Whether the claim says "not" more often than the passage, beside what both deny: "not urging people not to"."""
    mine = [word for word in aligned.words if word.low == "not"]
    theirs = [word for word in clause if _is(word, clearing) or _UN.match(word.low)]
    return len(mine) > max(1, len(theirs))


def _behind(word: Word, scope: Sequence[Word]) -> list[Word]:
    return [one for one in scope if one.start > word.start]


def _past(aligned: Aligned, scope: Sequence[Word], clause: Sequence[Word]) -> bool:
    """Whether the clause of the passage has a word behind the operator as something that has happened."""
    done = [
        link.there.low
        for link in aligned.links
        if link.there and link.there in clause and link.claimed in scope[-_BEHIND:] and link.kin == "same"
    ]
    return any(low.endswith("ed") or is_irregular(low) for low in done)


def _scope(words: Sequence[Word], at: int) -> list[Word]:
    """The content words around an operator: one before it, three behind."""
    before = [word for word in words[:at] if word.stem and word.clause == words[at].clause][-_BEFORE:]
    behind = [word for word in words[at + 1 :] if word.stem and word.clause == words[at].clause][:_BEHIND]
    return [*before, *behind]


def _clause(aligned: Aligned, stems: set[str]) -> tuple[Word, ...]:
    """The clauses with these words of the claim, of the near sentence that has most; where none has, all of them."""
    there = {link.there.stem for link in aligned.links if link.there and link.covered and link.claimed.stem in stems}
    has = {at: [word for word in aligned.passage.words[at] if word.stem in there] for at in aligned.near}
    best = max(aligned.near, key=lambda at: len({word.stem for word in has[at]}), default=None)
    if best is None:
        return ()
    if not has[best]:
        return tuple(word for at in aligned.near for word in aligned.passage.words[at])
    clauses = {word.clause for word in has[best]}
    return tuple(word for word in aligned.passage.words[best] if word.clause in clauses)


def _linked(word: Word, aligned: Aligned) -> bool:
    """Whether the passage has the operator itself, as a verb or a noun."""
    return any(link.claimed is word and link.kin == "same" for link in aligned.links)


def _clears(words: Sequence[Word], clearing: frozenset[str], kind: Kind, scope: Sequence[Word]) -> bool:
    """Whether the words have an operator of the kind; what is denied ("not banned", "ban") is none itself."""
    stems = [word.stem for word in scope]
    return any(
        (_is(word, clearing) and not (word.stem and any(kinship(word.stem, stem) == "same" for stem in stems)))
        or (kind == "negation" and (_un(word, stems) or _lacks(words, at)))
        or (clearing in (_ALLEGED, _POSSIBLE) and _is_said_to(words, at))
        for at, word in enumerate(words)
    )


def _is_said_to(words: Sequence[Word], at: int) -> bool:
    """Whether something "is said to be"; not who "said to her"."""
    return at > 0 and words[at - 1].low in _BE and [one.low for one in words[at : at + 2]] == ["said", "to"]


def _lacks(words: Sequence[Word], at: int) -> bool:
    """Whether something is said not to be in words without a "not": "too big to fit", "yet to begin", "turned down"."""
    low = words[at].low
    after = [word.low for word in words[at + 1 : at + 5]]
    if low == "too":
        return "to" in after[1:]
    if low == "first":
        return bool(_EARLIER & {word.low for word in words})
    if low in _LACKING:
        return after[:1] == [_LACKING[low]]
    return (low.endswith("less") and len(low) > 6 and low not in _NOT_LESS) or _contrary(words[at])


def _contrary(word: Word) -> bool:
    """Whether a word is the contrary of its own rest: "unprepared", "inaction"; not an adverb."""
    found = _UN.match(word.low) and not word.low.endswith("ly")
    return bool(found) and kinship(word.stem, stem_of(word.low[2:])) == "opposite"


def _operates(words: Sequence[Word], at: int, operators: frozenset[str]) -> bool:
    """Whether a word is one of the operators; "failed" is one before "to" only."""
    low = words[at].low
    after = [word.low for word in words[at + 1 : at + 3]]
    if low in _FAILING and after[:1] != ["to"]:
        return False
    if (low == "not" and after[:1] and after[0] in _ONLY) or (low == "no" and after[1:] == ["than"]):
        return False  # "not only", "no fewer than"
    if low == "no" and after[:1] and after[0][0].isdigit():
        return False  # "No. 3"
    if low == "could" and after[:1] == ["not"]:
        return False  # what could not be done was not done
    if low == "certain" and not (after[:1] and after[0] in _CERTAIN) and (not at or words[at - 1].low not in _BE):
        return False  # "certain firms"
    return _is(words[at], operators)


def _is(word: Word, operators: frozenset[str]) -> bool:
    if word.joined or (word.low == "may" and word.capital):  # "never-before-seen"; the month
        return False
    return word.low in operators or ("not" in operators and word.low.endswith("n't"))


def _un(word: Word, stems: Sequence[str]) -> bool:
    """Whether a word denies one of others by its beginning: "unjustified", "insufficient"."""
    if not _UN.match(word.low):
        return False
    rest = stem_of(word.low[2:])
    return any(kinship(rest, stem) == "same" for stem in stems)


def _to_come(words: Sequence[Word]) -> bool:
    """Whether something is said to be going to be done: "is to close", "voted to build", "is closing"."""
    return any(
        (word.low == "to" and words[at - 1].low not in _BEGUN and not words[at - 1].low[0].isdigit())
        or (word.low.endswith("ing") and words[at - 1].low in _BE)
        for at, word in enumerate(words)
        if at
    )


def _joined(sentence: Sequence[Word], scope: Sequence[Word]) -> str:
    stems = {word.stem for word in scope}
    return next((word.text for word in sentence if word.stem in stems), "")
