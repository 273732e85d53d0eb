"""Countries and their peoples by one name: "UK", "U.K.", "British" and "Britons" all say the United Kingdom.

`names.tsv` holds a country a line: its name, then its forms. A form in small letters is met in any case, any other
only as it stands ("US" is a country, "us" is not). A line with one name says that no country is meant in it ("Latin
America"). `.ci/make_names.py` makes it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

# Letters with full stops between them are one word: "U.S.", "U.A.E".
_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W_]+")
_INITIALS = re.compile(r"(?:\w\.)+\w?")
_SHORTEST = 4  # letters of a form that has a plural
_TABLE = (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8")

VERSION = hashlib.sha256(_TABLE.encode()).hexdigest()[:16]
"""Stands for the table: what was made with another one must be made anew."""


def with_one_name(text: str) -> str:
    """The text with each form of a country put into one word, the same for all its forms; else unchanged."""
    parts, end = [], 0
    for start, stop, name in _found(text):
        parts += [text[end:start], name]
        end = stop
    return "".join([*parts, text[end:]])


def countries(text: str) -> list[str]:
    """The countries that a text names, in order, as `with_one_name` writes them."""
    return [name for _, _, name in _found(text)]


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """Where in the text which country is named; the longest form counts."""
    words = list(_WORD.finditer(text))
    after = 0
    for at, word in enumerate(words):
        if at < after or not (longest := _longest_from(word[0])):
            continue
        for taken in range(min(longest, len(words) - at), 0, -1):
            start, stop = word.start(), words[at + taken - 1].end()
            name = _country(text[start:stop])
            if name is not None:
                after = at + taken
                if name:
                    yield start, stop, name
                break


@lru_cache(5_000)
def _longest_from(word: str) -> int:
    """How many words the longest form has that begins with this one; 0 for nearly all."""
    return _LONGEST.get(_key(word).lower(), 0)


def _country(form: str) -> str | None:
    """The country's name; empty for a known name of something else, None for an unknown one."""
    key = _key(form)
    return _FORMS.get(key, _FORMS.get(key.lower()))


def _key(form: str) -> str:
    if "." in form and _INITIALS.fullmatch(form):
        form = form.replace(".", "").upper()
    if not form.isascii():
        letters = unicodedata.normalize("NFKD", form.replace("’", "'"))
        form = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(form.split())


def _one_word(name: str) -> str:
    """A name of several words becomes one that begins like no other word, for stems also meet by their beginnings."""
    words = re.findall(r"\w+", name)
    return words[0] if len(words) == 1 else "The" + "".join(word[0].upper() + word[1:] for word in words)


def _forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _TABLE.splitlines():
        name, *forms = line.split("\t")
        found |= {_key(form): _one_word(name) for form in forms} if forms else {name.lower(): ""}
    plurals = {f"{form}s": name for form, name in found.items() if form[-1] != "s" and len(form) >= _SHORTEST}
    return plurals | found


def _longest() -> dict[str, int]:
    """For the first word of each form, how many words its longest form has."""
    found: dict[str, int] = {}
    for form in _FORMS:
        words = _WORD.findall(form)
        first = _key(words[0]).lower()
        found[first] = max(found.get(first, 0), len(words))
    return found


_FORMS = _forms()
_LONGEST = _longest()
