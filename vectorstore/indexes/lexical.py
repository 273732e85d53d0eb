"""The word index: BM25 over stemmed words, by tantivy.

Chosen over SQLite's FTS5 for its speed with all terms of a question. It lives in a folder of its own and
follows the archive; the file `position.json` in it says how far it has come.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import tantivy
from tantivy import Occur, Query

from vectorstore.indexes.position import (
    DamagedIndexError,
    IndexWriteError,
    Position,
    begin_anew,
    break_seal,
    fault,
    opening,
    read_position,
    set_seal,
    stamp_of,
    write_position,
)
from vectorstore.indexes.word_fields import fields
from vectorstore.language.stems import FOLDED, INDEXED, READING, read
from vectorstore.language.stems import covered as covered
from vectorstore.language.stems import stems as stems
from vectorstore.language.wordings import Wordings, keys, names, wordings

_ANALYSIS = "analysis"  # a file in the folder: how what it holds was read
_HEAP = 64_000_000
_PRIOR = 1_000  # passages; a store of few says little about how rare a word is
_NONE: Wordings = MappingProxyType({})
_LOOKED_AT = 10  # passages, for names or definitions
_SCHEMA = (
    tantivy.SchemaBuilder()
    .add_integer_field("passage", stored=True, indexed=True, fast=True)
    .add_text_field("text", tokenizer_name="news", index_option="position")
    .add_text_field("name", tokenizer_name="folded", index_option="basic", stored=True)
    .add_text_field("sound", tokenizer_name="raw", index_option="basic")
    .add_text_field("key", tokenizer_name="raw", index_option="basic")
    .add_text_field("definition", tokenizer_name="raw", index_option="basic", stored=True)
    .build()
)


def _idf(total: int, n: int) -> float:
    """The inverse document frequency of BM25, as tantivy has it."""
    return math.log(1 + (max(0, total - n) + 0.5) / (n + 0.5))


def _saturated(times: int, length: float) -> float:
    """How much a word counts that stands so many times in a text so many times the mean length (k1 = 1.2, b = 0.75)."""
    return 2.2 * times / (times + 1.2 * (0.25 + 0.75 * length))


def _document(number: int, text: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("passage", number)
    for field, value in fields(text):
        document.add_text(field, value)
    return document


class WordIndex:
    """The index folder of one edition. Many readers; the caller sees to one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def position(self) -> Position | None:
        """How far the index follows which archive; None where it is missing, unreadable, or of other names."""
        return read_position(self._folder) if (self._folder / "meta.json").exists() and self._current else None

    @property
    def stamp(self) -> str | None:
        """Another after each time that the index was written to; None while it is."""
        return stamp_of(self._folder)

    def fault(self) -> str | None:
        """What is wrong with the folder; None for a sound one."""
        if not (self._folder / "meta.json").exists():
            return "it is not there"
        with opening(self._folder):
            return fault(self._folder)

    @property
    def _current(self) -> bool:
        """Whether the index was made as questions are read now."""
        try:
            return (self._folder / _ANALYSIS).read_text(encoding="utf-8") == READING
        except (OSError, ValueError):
            return False

    def start_over(self) -> None:
        """Throw the index away and begin an empty one."""
        self.close()
        with self._writing(), opening(self._folder):
            begin_anew(self._folder)
            (self._folder / _ANALYSIS).write_text(READING, encoding="utf-8")
            _ = self._index  # made even where nothing follows, so that an empty archive counts as followed
            self._seal()

    def apply(self, there: Iterable[tuple[int, str]], gone: Sequence[int]) -> None:
        """Take in passages `(number, indexed text)` and forget others; the same again changes nothing.

        Raises `IndexWriteError`.
        """
        with self._writing(), opening(self._folder):
            writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            break_seal(self._folder)
            try:
                for number in gone:
                    writer.delete_documents_by_term("passage", number)
                for number, text in there:
                    writer.delete_documents_by_term("passage", number)
                    writer.add_document(_document(number, text))
                writer.commit()
            finally:
                writer.wait_merging_threads()
            self._seal()

    def follow(self, position: Position) -> None:
        """Note how far the index has come."""
        with self._writing():
            write_position(self._folder, position)

    def open(self) -> None:
        """Take hold of the files; raises `DamagedIndexError`."""
        with self._reading():
            pass

    def search(self, question: str, limit: int, wordings: Wordings = _NONE) -> list[tuple[int, float]]:
        """Passage numbers with their BM25 scores, best first: any word of the question may match, in any wording."""
        terms = list(dict.fromkeys([*stems(question), *wordings]))
        if not terms or limit < 1 or self.position is None:
            return []
        with self._reading():
            searcher = self._index.searcher()
            query = Query.boolean_query([(Occur.Should, self._in_any(term, wordings.get(term, ()))) for term in terms])
            found = searcher.search(query, limit, count=False)
            numbers = searcher.fast_field_values("passage", [address for _, address in found.hits])
        pairs = zip(numbers, found.hits, strict=True)
        return [(int(number), float(score)) for number, (score, _) in pairs if number is not None]

    def _in_any(self, term: str, others: Sequence[str]) -> Query:
        """A stem or another wording of it, of which none counts more than the stem would."""
        query = Query.term_query(_SCHEMA, "text", term)
        if not others:
            return query
        queries, own = [query], self._weight([term])
        for words in map(read, others):
            one = (
                Query.phrase_query(_SCHEMA, "text", [*words])
                if len(words) > 1
                else Query.term_query(_SCHEMA, "text", words[0])
            )
            queries.append(Query.boost_query(one, min(1.0, own / self._weight(words))))
        return Query.disjunction_max_query(queries)

    def _weight(self, words: Sequence[str]) -> float:
        searcher = self._index.searcher()
        return sum(_idf(searcher.num_docs, searcher.doc_freq("text", word)) for word in words)

    def wordings(self, question: str) -> Wordings:
        """How else articles write what a question names."""
        if self.position is None:
            return {}
        with self._reading():
            return wordings(question, self)

    def names(self, question: str) -> frozenset[str]:
        """The stems of a question that are names."""
        if self.position is None:
            return frozenset()
        with self._reading():
            return names(question, self)

    # What wordings are made from

    def frequency(self, stem: str) -> int:
        """In how many passages a stem stands."""
        return int(self._index.searcher().doc_freq("text", stem))

    def frequency_of_name(self, name: str) -> int:
        """In how many passages a word, folded, stands with a capital."""
        return int(self._index.searcher().doc_freq("name", name))

    def names_like(self, name: str, distance: int, but: Sequence[str]) -> list[str]:
        """Names of one or more words, from a few passages that have one with a word of so many other letters at most.

        Passages with one of the words `but` are left out.
        """
        if distance == 0:
            return self._names(Query.term_query(_SCHEMA, "name", name), but)
        return self._names(Query.fuzzy_term_query(_SCHEMA, "name", name, distance), but)

    def names_sounding(self, sound: str, but: Sequence[str]) -> list[str]:
        """The same, with a word of that sound."""
        if not self._index.searcher().doc_freq("sound", sound):
            return []
        return self._names(Query.term_query(_SCHEMA, "sound", sound), but)

    def _names(self, query: Query, but: Sequence[str]) -> list[str]:
        others = [(Occur.MustNot, Query.term_query(_SCHEMA, "name", one)) for one in but]
        return self._stored(Query.boolean_query([(Occur.Must, query), *others]), "name")

    def defined(self, key: str) -> list[tuple[str, str]]:
        """The short and long forms in which articles define what a key stands for."""
        if not self._index.searcher().doc_freq("key", key):
            return []
        lines = self._stored(Query.term_query(_SCHEMA, "key", key), "definition")
        pairs = [(short, long) for short, _, long in (line.partition("\t") for line in lines)]
        return [pair for pair in pairs if key in keys(*pair)]

    def _stored(self, query: Query, field: str) -> list[str]:
        searcher = self._index.searcher()
        hits = searcher.search(query, _LOOKED_AT, count=False).hits
        return [value for _, address in hits for value in searcher.doc(address).get_all(field)]

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of stems, log((N + 1000) / (n + 1)); all 1 without an index."""
        if self.position is None:
            return dict.fromkeys(terms, 1.0)
        with self._reading():
            searcher = self._index.searcher()
            total = searcher.num_docs
            return {term: math.log((total + _PRIOR) / (searcher.doc_freq("text", term) + 1)) for term in terms}

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The BM25 scores that texts outside the index would have in it, up to the mean length, which is theirs."""
        terms, words = set(stems(question)), [INDEXED.analyze(text) for text in texts]
        mean = sum(map(len, words)) / max(1, len(words))
        with self._reading():
            searcher = self._index.searcher()
            seen = {term: searcher.doc_freq("text", term) for term in terms}
            total = searcher.num_docs
        weight = {term: _idf(total, n) for term, n in seen.items()}
        return [
            sum(weight[term] * _saturated(found.count(term), len(found) / mean) for term in terms & set(found))
            for found in words
        ]

    def count(self) -> int:
        """How many passages the index holds."""
        with self._reading():
            return int(self._index.searcher().num_docs)

    def close(self) -> None:
        """Let go of the files; the next call opens them anew and sees what was written since."""
        self.__dict__.pop("_index", None)

    def _seal(self) -> None:
        set_seal(self._folder, [file for file in self._folder.iterdir() if file.suffix not in {".json", ".lock"}])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            if "_index" in self.__dict__:
                yield
                return
            with opening(self._folder):
                if why := fault(self._folder):
                    raise DamagedIndexError(self._folder, why)
                self._index.searcher()  # takes hold of the files while nobody writes
            yield
        except ValueError as error:  # all that tantivy raises
            raise DamagedIndexError(self._folder, error) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise IndexWriteError(self._folder, error) from error

    @cached_property
    def _index(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_SCHEMA, str(self._folder))
        index.register_tokenizer("news", INDEXED)
        index.register_tokenizer("folded", FOLDED)
        return index
