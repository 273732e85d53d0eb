"""Questions that set names or things side by side: "compare X and Y", "how do X and Y differ on Z?".

Each of them is asked about by itself: "what did X and Y say about Z?" becomes "what did X say about Z?" and the same of
Y. One name that has an "and" in it ("Trinidad and Tobago") is none of these, where it is a country's.
"""

import re
from dataclasses import dataclass

from vectorstore.language.names import countries

_OPENING = (
    r"(?!(?:and|are|but|can|compare|contrast|could|did|do|does|had|has|have|how|is|so|was|were|what|when|where|which|who"
    r"|why|will|would)\b)"
)
_NAME = rf"(?:the\s+)?(?i:{_OPENING})[A-ZÀ-Þ][\w.’'-]*(?:\s+(?:(?:of|de|del|al|the)\s+)?[A-ZÀ-Þ][\w.’'-]*)*"
_AND = r"\s*,?\s+(?:and|or|vs\.?|versus)\s+"
_NAMES = re.compile(rf"(?P<names>(?<![\w’'])(?:{_NAME},\s+)*{_NAME}{_AND}{_NAME})(?!\w)")
# What shows that each is asked about, not both together: "when did X and Y meet?" is about both.
_EACH = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)|contrast\w*|differ(?:s|ed|ing|ent|ently|ences?)?|versus|vs\.?|alike"
    r"|respectively)\b"
    r"|^\W*what\s+(?:do|did|have|are|were)\b.*\b(?:say|said|saying|think|thinking|thought|do|done|doing|want|argue|claim)\b"
    r"|^\W*how\s+(?:do|did|have|are)\b.*\b(?:react|respond|see|view|explain|handle|deal)\w*\b",
    re.IGNORECASE,
)
_THING = r"[^,?]{1,80}?"
_ABOUT = r"(?:\s+(?P<about>(?:on|over|about|regarding|in\s+terms\s+of|when\s+it\s+comes\s+to|in)\s+[^?]+?))?"
_THINGS = tuple(
    re.compile(rf"^\W*(?:please\s+)?{pattern}\W*$", re.IGNORECASE)
    for pattern in (
        rf"(?:compare|contrast|comparison\s+of)\s+(?P<one>{_THING})\s+(?:and|with|to|vs\.?|versus|against)\s+(?P<other>{_THING}){_ABOUT}",
        rf"(?:what(?:['’]s|s|\s+is|\s+are|\s+was|\s+were)\s+)?(?:the\s+)?differences?\s+between\s+(?P<one>{_THING})\s+and\s+(?P<other>{_THING}){_ABOUT}",
        rf"how\s+(?:does|did|do)\s+(?P<one>{_THING})\s+(?:compare|differ|contrast)\s+(?:with|to|from)\s+(?P<other>{_THING}){_ABOUT}",
        rf"(?P<one>{_THING})\s+(?:vs\.?|versus)\s+(?P<other>{_THING}){_ABOUT}",
    )
)
# Words of comparing, which the articles have not.
_COMPARING = re.compile(
    r"^\W*(?:please\s+)?(?:compare|contrast)\s+|\b(?:what(?:['’]s|s|\s+is|\s+are)\s+)?the\s+differences?\s+(?:between|in)\s+"
    r"|\b(?:both|each|differ(?:s|ed|ently)?|compared?|contrast(?:ed)?|respectively)\b\s*",
    re.IGNORECASE,
)
_OWNS = re.compile(r"['’]s?$")
_MOST = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """One of those that are compared, by its name, and the question about it alone."""

    name: str
    question: str


def compared(question: str) -> tuple[Compared, ...]:
    """Those that a question compares, in its order, at least two; else none."""
    question = " ".join(question.split())
    return _of_names(question) or _of_things(question)


def _of_names(question: str) -> tuple[Compared, ...]:
    found = _NAMES.search(question) if _EACH.search(question) else None
    if found is None or _is_one_name(found["names"]):
        return ()
    names = [name.strip() for name in re.split(rf",\s+(?!and\b|or\b)|{_AND}", found["names"])]
    parts = [f"{question[: found.start()]}{name}{question[found.end() :]}" for name in names]
    return _asked(names, [_COMPARING.sub("", part) for part in parts])


def _is_one_name(names: str) -> bool:
    """Whether it is one country: "Trinidad and Tobago"."""
    return len(countries(names)) == 1 and not any(countries(part) for part in re.split(_AND, names))


def _of_things(question: str) -> tuple[Compared, ...]:
    found = next((found for pattern in _THINGS if (found := pattern.match(question))), None)
    if found is None:
        return ()
    one, other, about = found["one"].strip(), found["other"].strip(), f" {found['about']}" if found["about"] else ""
    _owner, *owned = re.split(r"(?<=['’]s)\s+", one, maxsplit=1)
    if owned and _OWNS.search(other):  # "X's plan and Y's"
        other = f"{other} {owned[0]}"
    return _asked([one, other], [f"{one}{about}", f"{other}{about}"])


def _asked(names: list[str], questions: list[str]) -> tuple[Compared, ...]:
    different = len({name.lower() for name in names}) == len(names)
    asked = zip(names, questions, strict=True) if different and len(names) <= _MOST else ()
    return tuple(Compared(_OWNS.sub("", name), f"{question.strip(' ?')}?") for name, question in asked)
