"""How a sentence speaks of a time that it names: as past, as to come, or neither.

"Will vote on Tuesday" is to come, "voted on Tuesday" is not, and "would vote on Tuesday" leaves it open.
"""

import re
from typing import Literal

Tense = Literal["past", "intent", "ahead", "open"]
"""What the nearest verb tells. `intent` is a past verb about what was then to come: "agreed to meet in June"."""

_AHEAD_WORDS = (
    r"\b(?:will|[’']ll|won[’']t|shall|is to|are to|set (?:to|for)|due|scheduled|expect(?:s|ed)?|planned"
    r"|(?<!the )(?<!a )(?<!its )(?<!his )(?<!her )(?<!their )plans?|planning|upcoming|ahead of|slated|begins?"
    r"|starts?|kicks? off|(?<!since )(?<!after )(?<!before )(?:starting|beginning(?! of\b))|as (?:early|soon) as)\b"
)
_AHEAD = re.compile(_AHEAD_WORDS, re.IGNORECASE)
_IRREGULAR = (
    "was were had did said says told made took came went got gave found left met held saw sent won lost rose fell"
    " began led kept ran sold spoke struck wrote became broke built bought brought caught chose drew drove fought grew"
    " heard knew laid paid sank sat shook shot shut sought spent spread stood stole swore taught thought threw"
    " understood withdrew wore rode woke flew froze burst cut hit put quit felt swept swung slid hung drank sang hurt"
    " bore bound bled beat ate drowned dealt dug dug fled forced forgot hid lent lit meant overtook overturned read"
    " rang slept sped split sprang stuck tore undertook upset born killed seen done known given taken shown thrown"
    " agreed freed guaranteed disagreed decreed"
).split()
_VERB = re.compile(
    rf"(?P<ahead>{_AHEAD_WORDS})"
    r"|(?P<open>\b(?:would|could|should|may|might|must|can|cannot|can[’']t|if|whether|unless|is|are|am|isn[’']t|aren[’']t"
    r"|hopes?|hoping|wants?|seeks?|seeking|has to|have to|needs? to|ought to)\b)"
    r"|(?P<intent>\b(?:agreed|vowed|promised|pledged|threatened|offered|ordered|asked|told|urged|decided|allowed|invited"
    r"|sought|hoped|wanted|aimed|intended|moved)\s+(?:[\w’']+\s+){0,2}to\s+[a-z]+)"
    r"|(?P<past>(?<!\bbe )(?<!\bbeing )(?<!\bremain )(?<!\bremains )(?<!\bstay )(?<!\bstays )(?<!\bwill have )"
    rf"\b(?:didn[’']t|wasn[’']t|weren[’']t|hadn[’']t"
    rf"|{'|'.join(_IRREGULAR)}|[a-z]{{2,20}}(?<!e)ed)\b)"
)
# What may stand between a past verb and its time: "was launched early on", "said late".
_BETWEEN = re.compile(r"\s+(?:\w{1,15}ly\s+)?(?:on\s+|in\s+|late\s+|early\s+|back\s+)*")
# "Reopens after Saturday's fire": the time is of what was before.
_AFTER = re.compile(r"\b(?:after|following|since)\s+$", re.IGNORECASE)
# "Decided to run in a bid to win in November": what is to be done then.
_TO_DO = re.compile(r"\bto (?!the|an?|his|her|its|their|this|that|these|those|all|some)[a-z]+\b")
# "Was due to end on Friday": before or after the day of publication, only the reader of the whole can tell.
_PAST_PLAN = re.compile(
    r"\b(?:was|were|been)\s+(?:\w+\s+)?(?:due|scheduled|expected|set|slated|planned|supposed|to)\b", re.IGNORECASE
)
# "On Friday, the court will": the verb of the clause that the time opens.
_OPENING = re.compile(r"\W*(?:(?:on|by|from)\s+)?", re.IGNORECASE)
_WILL_FOLLOWS = re.compile(
    r",?(?:\s+(?!(?:\w+ed|was|were|had|did|said|says|told|won|that|who|which|and|as|after|but)\b)[\w.’'-]+){1,6}?"
    r"\s+(?:will|[’']ll|won[’']t|shall|(?:is|are)\s+(?:to|due|set|expected|scheduled))\b"
)
_BREAK = re.compile(r"(?<!\d)[,;:]|[,;:](?!\d)|[–—−()]|\s--?\s")  # not inside "3:05", "2,000"
# "In Bali, Indonesia, on Sunday": a part without a verb, whose verb stands before the comma.
_LINKS = frozenset("on in at of the and early late by from since during".split())
_JOINS = ("in", "at", "on", "during", "after", "with", "following", "for", "by", "amid", "before")
_NEXT = 80  # characters behind a time that opens its sentence, in which its verb is looked for
_NOT = re.compile(r"\b(?:not|never|[a-z]+n[’']t)\b")


def looks_ahead(match: re.Match[str]) -> bool:
    """Whether the clause of a time expression speaks of what is to come."""
    before = match.string[: match.start()]
    if _OPENING.fullmatch(before):
        return bool(_WILL_FOLLOWS.match(match.string[match.end() :]))
    return bool(_AHEAD.search(_clauses(before)[-1])) and not _AFTER.search(before) and not is_done(match)


def plans_ahead(match: re.Match[str]) -> bool:
    """Whether anything before a time expression speaks of what is to come, in its clause or not."""
    return bool(_AHEAD.search(match.string[: match.start()])) and tense_before(match) != "past"


def tense(match: re.Match[str]) -> Tense | None:
    """What the verb nearest to a time expression tells: the last one before it in its clause, else the first after it.

    None where there is no verb that is known.
    """
    if (found := tense_before(match)) is not None:
        return found
    rest = match.string[match.end() :].lstrip(", ")
    behind = rest[:_NEXT] if opens(match) else _BREAK.split(rest, maxsplit=1)[0]
    first = _VERB.search(behind)
    return _kind(first) if first else None


def tense_before(match: re.Match[str]) -> Tense | None:
    """The same of the verbs before it alone; what is said to come and done in one clause is open."""
    clauses = _clauses(match.string[: match.start()])
    if _PAST_PLAN.search(clauses[-1]):
        return "open"
    is_after = _AFTER.search(clauses[-1])
    for clause in reversed(clauses):
        if verbs := [_kind(verb) for verb in _VERB.finditer(clause)]:
            mixed = "past" in verbs and "ahead" in verbs and verbs[-1] != "ahead" and not is_done(match)
            open_ = mixed or _is_attached(match, verbs) or (is_after and verbs[-1] == "ahead")
            return "open" if open_ else verbs[-1]
        words = clause.split()
        if not all(word in _LINKS or word[0].isupper() for word in words) and words[0] not in _JOINS:
            return None
    return None


def opens(match: re.Match[str]) -> bool:
    """Whether no verb stands before a time expression: "In October, a plane crashed"."""
    return not _VERB.search(match.string[: match.start()])


def is_done(match: re.Match[str]) -> bool:
    """Whether a past verb stands right before a time expression: "was launched on Tuesday"."""
    clause = _clauses(match.string[: match.start()])[-1]
    verbs = list(_VERB.finditer(clause))
    return bool(verbs) and _kind(verbs[-1]) == "past" and bool(_BETWEEN.fullmatch(clause, verbs[-1].end()))


def was_planned(match: re.Match[str]) -> bool:
    """Whether the clause of a time expression tells a plan of the past, which may lie on either side of today."""
    return bool(_PAST_PLAN.search(_clauses(match.string[: match.start()])[-1]))


def is_to_be_done(match: re.Match[str]) -> bool:
    """Whether "to win" or the like stands between the last verb before a time expression and the time."""
    before = match.string[: match.start()]
    ends = [verb.end() for verb in _VERB.finditer(before)]
    return bool(_TO_DO.search(before, ends[-1] if ends else 0))


def is_denied(match: re.Match[str]) -> bool:
    """Whether the clause before a time expression says that something did not happen."""
    return bool(_NOT.search(_clauses(match.string[: match.start()])[-1]))


def _is_attached(match: re.Match[str], verbs: list[Tense]) -> bool:
    """Whether what seems to come hangs on something done: "was made in summer, starting in August"."""
    before = match.string[: match.start()]
    found = list(_AHEAD.finditer(before))
    weak = bool(found) and found[-1][0].lower().split()[0] in ("starting", "beginning", "as", "kicking")
    past = any(_kind(verb) == "past" for verb in _VERB.finditer(before, 0, found[-1].start())) if weak else False
    return verbs[-1] == "ahead" and past


def _kind(verb: re.Match[str]) -> Tense:
    return next(kind for kind in ("ahead", "open", "intent", "past") if verb[kind])


def _clauses(text: str) -> list[str]:
    return _BREAK.split(text)
