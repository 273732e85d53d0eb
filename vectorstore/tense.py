"""Whether a sentence looks ahead where it says when: "will vote on Tuesday" is to come, "voted on Tuesday" is not."""

import re

_AHEAD = re.compile(
    r"\b(?:will|won[’']t|shall|is to|are to|set (?:to|for)|due|scheduled|expected|plans?|planned|upcoming|ahead of"
    r"|slated|begins?|starts?|kicks? off)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?<!\bbe )(?<!\bbeen )\b(?:said|announced|told|wrote|reported|added|confirmed|stated)"
    r"\s+(?:\w+\s+)?(?:on\s+|late\s+)?$"
)
# "Was due to end on Friday": before or after the day of publication, only the reader of the whole can tell.
_PAST_PLAN = re.compile(
    r"\b(?:was|were|been)\s+(?:\w+\s+)?(?:due|scheduled|expected|set|slated|planned|supposed|to)\b", re.IGNORECASE
)
# "On Friday, the court will": the verb of the clause that the time opens.
_OPENING = re.compile(r"\W*(?:(?:on|by|from)\s+)?", re.IGNORECASE)
_WILL_FOLLOWS = re.compile(
    r",?(?:\s+(?!(?:\w+ed|was|were|had|did|said|says|told|won|that|who|which|and|as|after|but)\b)[\w.’'-]+){1,6}?"
    r"\s+(?:will|won[’']t|shall|(?:is|are)\s+(?:to|due|set|expected|scheduled))\b"
)


def looks_ahead(match: re.Match[str]) -> bool:
    """Whether the clause of a time expression speaks of what is to come."""
    before = match.string[: match.start()]
    if _OPENING.fullmatch(before):
        return bool(_WILL_FOLLOWS.match(match.string[match.end() :]))
    return bool(_AHEAD.search(_clause_before(match))) and not _REPORTED.search(before)


def plans_ahead(match: re.Match[str]) -> bool:
    """Whether anything before a time expression speaks of what is to come, in its clause or not."""
    return bool(_AHEAD.search(match.string[: match.start()]))


def has_ahead(sentence: str) -> bool:
    """Whether a sentence speaks of what is to come anywhere."""
    return _AHEAD.search(sentence) is not None


def was_planned(match: re.Match[str]) -> bool:
    """Whether the clause of a time expression tells a plan of the past, which may lie on either side of today."""
    return bool(_PAST_PLAN.search(_clause_before(match)))


def _clause_before(match: re.Match[str]) -> str:
    return re.split(r"[,;:–—]", match.string[: match.start()])[-1]
