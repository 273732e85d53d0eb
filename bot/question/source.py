"""Outlets whose word a question asks for: "what did the Herald write about it?", "according to Reuters".

An outlet that is spoken about ("why did the Herald dismiss its editor?") is none. Where a question names several, the
search hears each of them (`vectorstore.language.outlets`), and nothing is kept out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_SAYS = (
    r"(?:say|says|said|write|writes|wrote|report|reports|reported|publish|publishes|published|tell|tells|told"
    r"|claim|claims|claimed|cover|covers|covered|describe|describes|described|put)"
)
_WORK = r"(?:articles?|reports?|story|stories|coverage|reporting|pieces?|account|version)"
_MADE = rf"(?:reported|written|published|said|told|covered|described|{_WORK})"
_ABOUT = r"^\W*(?:(?:and|so)\s+)?(?:what|how)\s+about\s+"
_MAY = re.compile(rf"\b(?:according\s+to|{_SAYS}|{_MADE})\b|{_ABOUT}", re.IGNORECASE)
_PARTS = 25  # words; a longer question has several parts, and an outlet belongs to one of them
_TIMES = 3  # that a query names an outlet, at most
_SHORTEST = 4  # letters of the last word of a name that stands for all of it: "the Herald"


def may_name_outlet(question: str) -> bool:
    """Whether it is worth looking whether a question names an outlet."""
    return _MAY.search(question) is not None


def source(question: str, outlets: Iterable[str]) -> str | None:
    """The one outlet whose word a question asks for; None where it asks for nobody's, or for that of several."""
    named = _by_name(question, outlets)
    if len(set(named.values())) != 1 or len(question.split()) > _PARTS:
        return None
    return next((outlet for name, outlet in named.items() if _as_source(question, name)), None)


def with_source(question: str, outlets: Iterable[str]) -> str:
    """ "What about Reuters?" in plain words, "according to Reuters?"; any other question as it is."""
    names = _by_name(question, outlets)
    other = next((names[name] for name in names if re.fullmatch(rf"{_ABOUT}{_said(name)}\W*", question, re.I)), None)
    return f"according to {other}?" if other else question


def without_source(question: str, outlet: str) -> str:
    """The question without the words that name an outlet as the one to hear."""
    for name in _by_name(question, [outlet]):
        if found := _as_source(question, name):
            return _without(question, found.start("name"), found.end("name"))
    return question


def with_source_in_place(query: str, others: Iterable[str], outlet: str) -> str:
    """A follow-up's query as one outlet is to answer it, without the outlets that were asked for before."""
    for name in _by_name(query, {*others, outlet}):
        for _ in range(_TIMES):
            if found := re.search(rf"(?<!\w){_said(name)}", query, re.IGNORECASE):
                query = _without(query, found.start("name"), found.end("name"))
    return f"{query.rstrip('? ')}, according to {outlet}?"


def _without(question: str, start: int, end: int) -> str:
    """The question without a name, and "according to" where it stood before it."""
    before = re.sub(r",?\s*\baccording(?:\s+to)?\s*$", "", question[:start], flags=re.IGNORECASE)
    rest = re.sub(r"\s+([,?])", r"\1", " ".join(f"{before} {question[end:]}".split())).strip(" ,")
    return rest if re.search(r"\w", rest) else question


def _by_name(question: str, outlets: Iterable[str]) -> Mapping[str, str]:
    """The outlets that may be meant by what a question says, by the name it has there, in small letters."""
    asked = question.casefold()
    whole = {_plain(outlet): outlet for outlet in set(outlets) if outlet.strip()}
    last = Counter(name.split()[-1] for name in whole)
    short = {
        f"the {name.split()[-1]}": outlet
        for name, outlet in whole.items()
        if " " in name and last[name.split()[-1]] == 1 and len(name.split()[-1]) >= _SHORTEST
    }
    named = {name: outlet for name, outlet in whole.items() if name in asked and _is_said(name, question)}
    known = set(named.values())
    named |= {
        name: outlet
        for name, outlet in short.items()
        if name in asked and outlet not in known and _is_said(name, question)
    }
    return {name: one for name, one in named.items() if not any(name != other and name in other for other in named)}


def _is_said(name: str, question: str) -> bool:
    """Whether a question says a name; one of a single word begins with a capital: "People", but not "people"."""
    found = re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.IGNORECASE)
    words = [re.sub(r"^the\s+", "", one, flags=re.IGNORECASE) for one in found]
    return any(" " in one or not one[:1].islower() for one in words)


def _plain(outlet: str) -> str:
    return re.sub(r"^the\s+", "", " ".join(outlet.casefold().split()))


def _said(name: str) -> str:
    return rf"(?P<name>(?:the\s+)?{re.escape(name)}(?:['’]s?)?)(?!\w)"


def _as_source(question: str, name: str) -> re.Match[str] | None:
    said = _said(name)
    forms = (
        rf"\baccording\s+to\s+{said}",
        rf"(?<!\w){said}\s+(?:also\s+|\w+ly\s+|had\s+|has\s+)?{_SAYS}\b",
        rf"(?<!\w){said}\s+{_WORK}\b",
        rf"\b{_MADE}\s+(?:in|by|from|of)\s+{said}",
    )
    return next((found for form in forms if (found := re.search(form, question, re.IGNORECASE))), None)
