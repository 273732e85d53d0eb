"""Broad questions: they ask for a story as it went ("timeline of …", "what's new on …", "what has happened since …").

Their evidence is spread over articles, and their answer is a dated entry an article, in order.
"""

import re

_STORY = re.compile(
    r"^\W*(?:(?:please\s+)?(?:give|show|tell|write|make)(?:\s+me)?\s+)?(?:(?:the|a|an)\s+)?(?:\w+\s+)?"
    r"(?:time-?line|chronology)(?:\s+of(?:\s+events)?)?(?:\s+(?:for|about|on|in|of))?\s+(?P<topic>\S.*)$"
    r"|^\W*(?:please\s+)?(?:catch|fill|bring)\s+me\s+(?:up(?:\s+to\s+(?:date|speed))?|in)\s+(?:on|about|with)\s+(?P<told>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SINCE = re.compile(
    r"^\W*what(?:['’]s|s|\s+has|\s+have)?\s+(?:all\s+)?(?:happened|changed)\b.*\bsince\b", re.IGNORECASE
)
_NEWS = re.compile(
    r"^\W*(?:what(?:['’]s|s|\s+is|\s+are)\s+(?:new\b|the\s+(?:latest|newest)\b(?!\s+(?!news|updates?|developments?|on|about"
    r"|in|from|with)\w))|(?:the\s+)?(?:latest|newest|recent)\s+(?:news|updates?|developments?|on|about)\b"
    r"|any\s+(?:news|updates?)\b|(?:the\s+)?news\s+(?:on|about|from)\b)",
    re.IGNORECASE,
)


def is_broad(question: str) -> bool:
    """Whether a question asks for a story rather than for a fact of it."""
    return any(pattern.match(question) for pattern in (_STORY, _SINCE, _NEWS))


def story(question: str) -> str:
    """What the story is about, where the question says so outright: "timeline of the strike" asks about the strike."""
    found = _STORY.match(question)
    return (found["topic"] or found["told"]) if found else question
