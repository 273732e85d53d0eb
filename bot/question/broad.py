"""Broad questions: for a story as it went ("timeline of …", "what's new on …"), or for what is said of something, by
anybody ("reactions to …") or by the papers ("what do the papers say about …").

Their evidence is spread over articles, and their answer has an entry an article, a voice, or an outlet.
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
    r"(?:they|(?:the\s+)?(?:(?:other|world|european|african|asian|arab|western|eu|nato|business|political|religious|local)\s+)?"
    r"(?:people|others|everyone|everybody|experts|critics|supporters|opponents|analysts|officials|leaders|politicians"
    r"|governments|countries|commentators|scientists|economists|residents|fans|investors|world|public))"
)
_HAVE = r"(?:do|did|does|are|is|was|were|have|has)"
_SAY = r"(?:been\s+)?(?:say|said|saying|think|thinking|thought|write|written|writing|report|reported|reporting)"
_REACT = r"(?:been\s+)?(?:react|respond)(?:ed|ing)?\s+to"
_COVER = r"(?:been\s+)?(?:cover|see|view|describe)(?:ed|d|n|ing)?"
_WHAT = r"what(?:['’]?s|\s+is|\s+are|\s+was|\s+were|\s+has\s+been|\s+have\s+been)"
_HOW = rf"how(?:['’]?s|\s+{_HAVE})"
_NEW_PLACE = r"\s+(?:(?-i:[A-Z])|york|jersey|mexico|zealand|delhi|orleans|hampshire)"
# Not "what did they report on Monday?".
_ABOUT = (
    r"(?:about|of|on(?!\s+(?:the\s+)?(?:\d|(?:mon|tue|wed|thu|fri|sat|sun)(?:\w*day)?\b|(?:jan|feb|mar|apr|may|june?|july?"
    r"|aug|sept?|oct|nov|dec)(?:\w*(?:uary|ch|il|ust|ber))?\b)))\s+(?P<topic>\S.*)$"
)


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
        rf"(?:what(?:['’]s|s|\s+is|\s+are)\s+(?:new\b(?!{_NEW_PLACE})|the\s+(?:latest|newest)\b(?!\s+(?!news|updates?|developments?|on|about"
        r"|in|from|with)\w))|(?:the\s+)?(?:latest|newest|recent)\s+(?:news|updates?|developments?|on|about)\b"
        r"|any\s+(?:news|updates?)\b|(?:the\s+)?news\s+(?:on|about|from)\b)",
    ),
    *_form(
        "outlets",
        rf"what\s+{_HAVE}\s+{_OUTLETS}\s+{_SAY}\s+{_ABOUT}",
        rf"{_HOW}\s+{_OUTLETS}\s+(?:{_REACT}|{_COVER})\s+(?P<topic>\S.*)$",
    ),
    *_form(
        "voices",
        rf"what\s+{_HAVE}\s+{_ANYBODY}\s+{_SAY}\s+{_ABOUT}",
        rf"{_HOW}\s+{_ANYBODY}\s+{_REACT}\s+(?P<topic>\S.*)$",
        rf"{_WHAT}\s+(?:being\s+)?said\s+{_ABOUT}",
        rf"(?:{_WHAT}\s+)?(?:the\s+)?(?:(?:first|initial|early|public|international|global|world|political|official|mixed)\s+)?"
        r"reactions?\s+to\s+(?P<topic>\S.*)$",
        rf"who\s+(?:said|says)\s+what\s+{_ABOUT}",
    ),
)


def form(question: str) -> Form | None:
    """What a question asks for in place of a fact: a story, or what anybody or the outlets say; None for a fact."""
    return next((form for form, pattern in _FORMS if pattern.match(question)), None)


def topic(question: str) -> str:
    """What it is about, where the question says so outright: "timeline of the strike" asks about the strike."""
    found = next((found for _, pattern in _FORMS if (found := pattern.match(question))), None)
    return (found.groupdict().get("topic") if found else None) or question
