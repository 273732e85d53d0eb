"""Questions that set names or things side by side: "compare X and Y", "what did X and Y say about Z?".

Each of them is asked about by itself: "what did X say about Z?" and the same of Y. What has an "and" in its name ("Food
and Drug Administration", "Trinidad and Tobago") is one of them only.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vectorstore.indexes.lexical import stems
from vectorstore.language.names import countries

_MOST = 4  # that are compared at once
_LONGEST = 300  # characters of a question
_FEW = 3  # words of a thing that takes its place from the other: "in Italy and Spain"
_NAME = r"(?:(?:the|The)\s+)?[A-ZÀ-Þ][\w.’'&-]*(?:\s+(?:(?:of|de|del|al|the)\s+)?(?:[A-ZÀ-Þ][\w.’'&-]*|\d+\b))*"
_NAMES = re.compile(rf"(?<![\w’'&])(?:{_NAME},\s+)*{_NAME},?\s+(?:and|or|vs\.?|versus)\s+{_NAME}(?![\w&])")
_BETWEEN_NAMES = re.compile(r",\s+(?!(?:and|or)\s)|,?\s+(?:and|or|vs\.?|versus)\s+")
_WITH = re.compile(r"\s+(?:with|vs\.?|versus|against)\s+", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_LIST = re.compile(r",\s*(?:and\s+)?|\s+(?:and|or)\s+", re.IGNORECASE)
# What one name may end with that has an "and" before it.
_OF_ONE = re.compile(
    r"\b(?:Administration|Agency|Associates|Association|Authority|Beyond|Board|Bureau|Cent(?:er|re)|Clark|Co"
    r"|College|Commission|Committee|Company|Control|Corporation|Council|Crafts|Department|Enforcement|Fitch"
    r"|Foundation|Gabbana|Gamble|Garfunkel|Group|Herzegovina|Human|Industry|Infrastructure|Institute|Ministry"
    r"|Natural|Noble|Office|Organi[sz]ation|Partners|Poor['’]?s?|Prevention|Research|Resources|School|Schuster"
    r"|Services?|Society|Sons|Spencer|Tobago|Trade|Trust|Union|University|Wesson|Whitney|Young)$"
)
_ASKING = (
    r"^\W*(?:(?:please|can you|could you|would you|tell me|show me|explain)\s+)*"
    r"(?:what(?:['’]?s|\s+is|\s+are|\s+was|\s+were)\s+)?"
)
_ON = r"(?:\s+(?P<about>(?:on|over|about|in|when|regarding)\s+.+))?$"
_COMPARES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ASKING}(?:(?:the|a)\s+)?(?:compare(?:\s+and\s+contrast)?|contrast|comparison\s+(?:of|between))\s+(?P<what>.+)$",
        rf"{_ASKING}(?:the\s+)?(?:(?:main|key|biggest|big|real)\s+)?differences?\s+(?:in\s+(?P<in>\S.*?)\s+)?between\s+(?P<what>.+)$",
        r"^\W*how\s+(?:do|does|did|are|is|was|were)\s+(?P<what>.+?)\s+(?:differ(?:ent)?|compared?|contrast)"
        rf"\s+(?:from|with|to|than)\s+(?P<other>.+?){_ON}",
        rf"^\W*how\s+(?:do|does|did|are|is|was|were)\s+(?P<what>.+?)\s+(?:differ(?:ent)?|compared?|contrast){_ON}",
        r"^(?!.*\b(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did)\b)(?P<what>.+?)"
        rf"\s+compared\s+(?:with|to)\s+(?P<other>.+?){_ON}",
    )
)
_SAY = (
    r"(?:say|said|saying|think|thinking|thought|do|done|doing|want|argue|argued|claim|claimed|react|reacted|reacting|respond"
    r"|responded|responding|see|view|explain|handle|handled|deal|vote|voted|plan|promise|promised|propose|proposed)"
)
_SAYING = re.compile(rf"(?i:^\W*(?:what|how)\s+(?:do|did|have|are|were)\s+)(?={_NAME})")
_OF_EACH = re.compile(
    r"^(what|how|where|why)\s+(.+?)\s+and\s+(\S+(?:\s\S+)?)\s+((?:did|do|does|say|says|said|has|have|had)\b.*)", re.I
)
_ABOUT = re.compile(r"\s+(?=(?:on|over|about|regarding|in terms of|when it comes to)\s+\S)", re.IGNORECASE)
_PLACE = re.compile(r"^.*\s(?:in|of|for|by|from|at)\s+(?=\S)", re.IGNORECASE)
_OWNS = re.compile(r"['’]s?$")
_TOGETHER = re.compile(r"\b(?:each other|one another|together)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"\b(?:it|he|she|they|them|this|that|these|those|last|before|after|who|when|why)\b"
    r"|(?:^|['’]s\s)\s*(?:the\s+)?(?:[\W\d]*|first|second|third|former|latter|next|new|old)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of those that are compared, by its name, and the question about it alone."""

    name: str
    question: str

    @property
    def label(self) -> str:
        """The name as a heading."""
        return re.sub(r"^the\s+", "", self.name)


def compared(question: str) -> tuple[Compared, ...]:
    """Those that a question compares, in its order, two to four; else none."""
    question = " ".join(question.split()).rstrip(" ?.!")
    if len(question) > _LONGEST or _TOGETHER.search(question):
        return ()
    return _who_say(question) or _what_is_compared(question)


def _who_say(question: str) -> tuple[Compared, ...]:
    """Of "what did X and Y say about Z": names right behind the verb that asks, and a verb for each of them."""
    opening = _SAYING.match(question)
    names = _NAMES.match(question, opening.end()) if opening else None
    if opening is None or names is None or not re.match(rf"\s+(?:each\s+|both\s+)?{_SAY}\b", question[names.end() :]):
        return ()
    rest = question[names.end() :].replace(" each ", " ", 1).replace(" both ", " ", 1)
    return _several(_split(names[0]), lambda name: f"{opening[0]}{name}{rest}")


def _what_is_compared(question: str) -> tuple[Compared, ...]:
    """Of "compare X with Y on Z" and its like: two halves, or a list."""
    found = next((found for pattern in _COMPARES if (found := pattern.match(question))), None)
    if found is None:
        return ()
    parts = {name: words for name, words in found.groupdict().items() if words}
    what, about = parts["what"], f"on {parts['in']}" if "in" in parts else parts.get("about", "")
    if "other" not in parts and (between := _WITH.search(what) or _TO.search(what)):
        what, parts["other"] = what[: between.start()], what[between.end() :]
    return _halves(what, parts["other"], about) if "other" in parts else _listed(what, about)


def _halves(one: str, other: str, about: str) -> tuple[Compared, ...]:
    """ "X with Y", each a whole phrase; Y may be several names."""
    other, *rest = _ABOUT.split(other, maxsplit=1)
    others = _split(other) if _NAMES.fullmatch(other) else [_in_full(other, one)]
    return _several([one, *others], lambda name: f"{name} {' '.join(rest)} {about}")


def _listed(what: str, about: str) -> tuple[Compared, ...]:
    """ "X, Y and Z", in capitals inside a longer phrase, too; in small letters with or without "what X and Y did"."""
    what, *rest = _ABOUT.split(what, maxsplit=1)
    tail = " ".join([*rest, about])
    if names := _NAMES.search(what):
        before, after = what[: names.start()], what[names.end() :]
        if re.search(r"\bbetween\s+$", before):  # "the war between X and Y" is one
            return ()
        return _several(_split(names[0]), lambda name: f"{before}{name}{after} {tail}")
    if each := _OF_EACH.match(what):
        return _several([each[2], each[3]], lambda name: f"{each[1]} {name} {each[4]} {tail}")
    one, *others = _LIST.split(what)
    if len(others) > 1 and "," not in what:  # "x and y of z and w": who knows
        return ()
    return _several([one, *(_in_full(other, one) for other in others)], lambda name: f"{name} {tail}")


def _in_full(other: str, one: str) -> str:
    """The second of two with what it takes from the first: "X's plan and Y's", "prices in x and y"."""
    owned = re.split(r"(?<=['’]s)\s+", one, maxsplit=1)[1:]
    if owned and _OWNS.search(other):
        return f"{other} {owned[0]}"
    place = _PLACE.match(one)
    return f"{place[0]}{other}" if place and not _PLACE.match(f" {other}") and len(other.split()) <= _FEW else other


def _split(names: str) -> list[str]:
    return [name for name in _BETWEEN_NAMES.split(names) if name]


def _several(names: Sequence[str], asked: Callable[[str], str]) -> tuple[Compared, ...]:
    """One for each name; none where they are one name, the same, too many, or nobody's."""
    whole = " and ".join(names)
    own = {country for name in names for country in countries(name)}
    one_name = _OF_ONE.search(names[-1]) or not own.issuperset(countries(whole))
    different = len({name.lower() for name in names})
    if one_name or different != len(names) or not 1 < len(names) <= _MOST or any(map(_NOBODY.search, names)):
        return ()
    found = tuple(Compared(_OWNS.sub("", name), " ".join(asked(name).split()) + "?") for name in names)
    return found if all(stems(one.question) for one in found) else ()
