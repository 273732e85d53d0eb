"""Broad questions: for a story as it went ("timeline of …", "what's new on …"), or for what is said of something, by
anybody ("reactions to …") or by the papers ("what do the papers say about …").

Their evidence is spread over articles, and their answer has an entry an article or a voice.
"""

import re
from collections.abc import Iterator
from typing import Literal

Form = Literal["story", "voices", "outlets"]

_OUTLETS = (
    r"(?:the\s+)?(?:(?:loaded|different|various|other|news)\s+)*"
    r"(?:papers|newspapers|outlets|media|press|articles|sources|reports)"
)
_ANYBODY = (
    r"(?:they|(?:the\s+)?(?:other\s+)?(?:people|others|everyone|everybody|experts|critics|supporters|opponents|analysts"
    r"|officials|leaders|politicians|governments|countries|commentators|scientists|economists|residents|fans|investors"
    r"|world|public))"
)
_HAVE = r"(?:do|did|does|are|is|was|were|have|has)"
_SAY = r"(?:been\s+)?(?:say|said|saying|think|thinking|thought|write|written|writing|report|reported|reporting)"
_REACT = r"(?:been\s+)?(?:react|respond)(?:ed|ing)?\s+to"
_VIEW = r"(?:been\s+)?(?:cover|see|view|report|describe)(?:ed|d|n|ing)?(?:\s+on)?"


def _form(form: Form, *patterns: str) -> Iterator[tuple[Form, re.Pattern[str]]]:
    for pattern in patterns:
        yield form, re.compile(rf"^\W*{pattern}", re.IGNORECASE | re.DOTALL)


_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    *_form(
        "story",
        r"(?:(?:please\s+)?(?:give|show|tell|write|make)(?:\s+me)?\s+)?(?:(?:the|a|an)\s+)?(?:\w+\s+)?"
        r"(?:time-?line|chronology)(?:\s+of(?:\s+events)?)?(?:\s+(?:for|about|on|in|of))?\s+(?P<topic>\S.*)$",
        r"(?:please\s+)?(?:catch|fill|bring)\s+me\s+(?:up(?:\s+to\s+(?:date|speed))?|in)\s+(?:on|about|with)\s+(?P<topic>\S.*)$",
        r"what(?:['’]s|s|\s+has|\s+have)?\s+(?:all\s+)?(?:happened|changed)\b.*\bsince\b",
        r"(?:what(?:['’]s|s|\s+is|\s+are)\s+(?:new\b|the\s+(?:latest|newest)\b(?!\s+(?!news|updates?|developments?|on|about"
        r"|in|from|with)\w))|(?:the\s+)?(?:latest|newest|recent)\s+(?:news|updates?|developments?|on|about)\b"
        r"|any\s+(?:news|updates?)\b|(?:the\s+)?news\s+(?:on|about|from)\b)",
    ),
    *_form(
        "outlets",
        rf"what\s+{_HAVE}\s+{_OUTLETS}\s+{_SAY}\s+(?:about|of|on|to)\s+(?P<topic>\S.*)$",
        rf"how\s+{_HAVE}\s+{_OUTLETS}\s+{_VIEW}\s+(?P<topic>\S.*)$",
    ),
    *_form(
        "voices",
        rf"what\s+{_HAVE}\s+{_ANYBODY}\s+{_SAY}\s+(?:about|of|on|to)\s+(?P<topic>\S.*)$",
        rf"how\s+{_HAVE}\s+{_ANYBODY}\s+(?:{_REACT}|{_VIEW})\s+(?P<topic>\S.*)$",
        r"what\s+(?:is|was|has\s+been)\s+(?:being\s+)?said\s+(?:about|of|on)\s+(?P<topic>\S.*)$",
        r"(?:what\s+(?:are|were|is|was|have\s+been)\s+)?(?:the\s+)?(?:\w+\s+)?reactions?\s+(?:to|on)\s+(?P<topic>\S.*)$",
        r"who\s+(?:said|says)\s+what\s+(?:about|of|on)\s+(?P<topic>\S.*)$",
    ),
)


def form(question: str) -> Form | None:
    """What a question asks for in place of a fact: a story, or what anybody or the outlets say; None for a fact."""
    return next((form for form, pattern in _FORMS if pattern.match(question)), None)


def topic(question: str) -> str:
    """What it is about, where the question says so outright: "timeline of the strike" asks about the strike."""
    found = next((found for _, pattern in _FORMS if (found := pattern.match(question))), None)
    return (found.groupdict().get("topic") if found else None) or question
