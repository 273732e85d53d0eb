"""Bylines become names of people: "By Ann Lee, Political Editor, and Bo Li | Reuters" is Ann Lee and Bo Li."""

import re
from collections.abc import Iterable

PREFIX = re.compile(
    r"^\W*(?:(?:written|words|reported|story|report|text|analysis)\s+)?(?:by|von|par|por|door|av)\s*:?\s+",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:[;|•·\n/]|,|\s(?:and|und|et|&|with)\s)\s*", re.IGNORECASE)
NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|co)\b|\d|[<>{}=]"
    r"|\b(?:editor|editorial|correspondent|reporter|reporters|staff|writer|columnist|bureau|newsroom|desk|team|"
    r"contributor|contributors|producer|admin|administrator|webmaster|editors|redaktion|redacción|rédaction|agencies|agency|"
    r"wire|press|news|author|unknown|anonymous|null|none|undefined)\b",
    re.IGNORECASE,
)
AGENCIES = frozenset(("reuters", "ap", "afp", "dpa", "efe", "ansa", "tass", "xinhua", "bloomberg", "upi", "pti"))
SUFFIX = re.compile(r",\s*((?:Jr|Sr)\.?|I{2,3}|IV|M\.?D\.?|Ph\.?D\.?)(?=\W|$)")
INITIAL = re.compile(r"(?<!\b[A-Z])(?<!\b[JS]r)\.$")  # a full stop that is no abbreviation's
LONGEST = 60


def names(written: Iterable[str], outlets: Iterable[str] = ()) -> tuple[str, ...]:
    """The people in the bylines `written`, each once, in order; roles, addresses, agencies and `outlets` go."""
    taken = {_key(outlet) for outlet in outlets} | AGENCIES
    found: dict[str, str] = {}
    for line in written:
        cut = re.sub(r"[^\s,;()|]+@[^\s,;()|]+|https?://\S+|\([^()]*\)", " ", SUFFIX.sub(r" \1", line))
        for part in SEPARATOR.split(PREFIX.sub("", cut)):
            name = INITIAL.sub("", " ".join(re.sub(r"^by ", "", part, flags=re.IGNORECASE).split()).strip(" ,-–—:*"))
            if name and _key(name) not in taken and len(name) <= LONGEST and not NOT_A_NAME.search(name):
                found.setdefault(_key(name), name)
    return tuple(found.values())


def _key(name: str) -> str:
    return re.sub(r"^the(?=\s)|\W", "", name.casefold())
