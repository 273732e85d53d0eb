"""Countries and their peoples by one name: "UK", "U.K.", "British" and "Britons" all say the United Kingdom.

`names.tsv` holds a country a line: its name, then its forms. A form in small letters is met in any case, any other
only as it stands ("US" is a country, "us" is not). A line with one name says that no country is meant in it ("Latin
America"). `.ci/make_names.py` makes it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

# Letters with full stops between them are one word: "U.S.", "U.A.E".
_WORD = re.compile(r"((?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W_]+)")
_INITIALS = re.compile(r"(?:\w\.)+\w?")
_SHORTEST = 4  # letters of a form that has a plural
_TABLE = (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8")

VERSION = hashlib.sha256(_TABLE.encode()).hexdigest()[:16]
"""Stands for the table: what was made with another one must be made anew."""


def with_one_name(text: str) -> str:
    """The text with each form of a country put into one word, the same for all its forms; else unchanged."""
    parts = _WORD.split(text)
    for start, stop, name in _found(parts):
        parts[start:stop] = [name, *[""] * (stop - start - 1)]
    return "".join(parts)


def countries(text: str) -> list[str]:
    """The countries that a text names, in order, as `with_one_name` writes them."""
    return [name for _, _, name in _found(_WORD.split(text))]


def _found(parts: Sequence[str]) -> list[tuple[int, int, str]]:
    """Which parts of a text, `parts[start:stop]`, name which country; every second part is a word. The longest form
    counts.
    """
    found, after = [], 0
    lengths = map(_lengths_from, parts[1::2])
    for start, words in [(2 * at + 1, words) for at, words in enumerate(lengths) if words]:
        if start < after:
            continue
        for stop in (start + 2 * count - 1 for count in words):
            name = _country("".join(parts[start:stop])) if stop < len(parts) else None
            if name is not None:
                after = stop
                if name:
                    found.append((start, stop, name))
                break
    return found


@lru_cache(20_000)
def _lengths_from(word: str) -> tuple[int, ...]:
    """How many words the forms have that begin with this one, the most first; empty for nearly all."""
    return _LENGTHS.get(_key(word).lower(), ())


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


def _lengths() -> dict[str, tuple[int, ...]]:
    """For the first word of each form, how many words its forms have, the most first."""
    found: dict[str, set[int]] = {}
    for form in _FORMS:
        words = _WORD.findall(form)
        found.setdefault(_key(words[0]).lower(), set()).add(len(words))
    return {word: tuple(sorted(counts, reverse=True)) for word, counts in found.items()}


_FORMS = _forms()
_LENGTHS = _lengths()
