"""The word index: BM25 over stemmed words, by tantivy.

Chosen over SQLite's FTS5 for its speed with all terms of a question. It lives in a folder of its own and
follows the archive; the file `position.json` in it says how far it has come.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from vectorstore.names import VERSION, with_one_name
from vectorstore.position import (
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

_WORD = r"\d+(?:[.,]\d+)+|[\p{L}\p{N}]+(?:['’]\p{L}{1,2}\b)?"
_STOP_WORDS = (
    "a about actually after again all also am an and any are as at be because been before being but by can could did do "
    "does doing done ever exactly for from get gets give go goes got had has have having he her here hers him his how i "
    "if in into is it its just many me more most much my no not now of on one only or other our out over own said "
    "really same say says she should so some such tell than that the their them then there these they thing things this "
    "those to too "
    "under up us very was we were what when where which while who whom whose why will with would you your "
).split()
_ANALYSIS = "analysis"  # a file in the folder: by which names the index was made
_HEAP = 64_000_000
_SHORTEST_BEGINNING = 4
_PRIOR = 1_000  # passages; a store of few says little about how rare a word is


def _analyzer(stop_words: bool) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD)).filter(Filter.remove_long(40)).filter(Filter.lowercase())
    if stop_words:
        builder = builder.filter(Filter.custom_stopword(list(_STOP_WORDS)))
    builder = builder.filter(Filter.ascii_fold()).filter(Filter.stemmer("english"))
    if stop_words:  # once more: "who's" is now "who"
        builder = builder.filter(Filter.custom_stopword(list(_STOP_WORDS)))
    return builder.build()


_INDEXED, _ASKED = _analyzer(stop_words=False), _analyzer(stop_words=True)
_SCHEMA = (
    tantivy.SchemaBuilder()
    .add_integer_field("passage", stored=True, indexed=True, fast=True)
    .add_text_field("text", tokenizer_name="news", index_option="position")
    .build()
)


def stems(text: str) -> list[str]:
    """The words of a text as the index knows them: lower case, without accents, stemmed, without stop words.

    A country has one stem in all its forms.
    """
    return _ASKED.analyze(with_one_name(text))


def covered(asked: Sequence[str], rarity: Mapping[str, float], words: Collection[str]) -> float:
    """The share of the question's stems that are among `words`, the rare ones counting more; in [0, 1].

    A stem also counts where one of `words` begins with it, or it with one ("intel", "intelligence").
    """
    total = sum(rarity[term] for term in set(asked))
    return sum(rarity[term] for term in set(asked) if _among(term, words)) / total if total else 0.0


def _among(term: str, words: Collection[str]) -> bool:
    if term in words or len(term) < _SHORTEST_BEGINNING:
        return term in words
    return any(len(word) >= _SHORTEST_BEGINNING and (word.startswith(term) or term.startswith(word)) for word in words)


def _saturated(times: int, length: float) -> float:
    """How much a word counts that stands so many times in a text so many times the mean length (k1 = 1.2, b = 0.75)."""
    return 2.2 * times / (times + 1.2 * (0.25 + 0.75 * length))


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
            return (self._folder / _ANALYSIS).read_text(encoding="utf-8") == VERSION
        except (OSError, ValueError):
            return False

    def start_over(self) -> None:
        """Throw the index away and begin an empty one."""
        self.close()
        with self._writing(), opening(self._folder):
            begin_anew(self._folder)
            (self._folder / _ANALYSIS).write_text(VERSION, encoding="utf-8")
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
                    document = tantivy.Document()
                    document.add_integer("passage", number)
                    document.add_text("text", with_one_name(text))
                    writer.add_document(document)
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

    def search(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Passage numbers with their BM25 scores, best first: any word of the question may match."""
        terms = [Query.term_query(_SCHEMA, "text", term) for term in dict.fromkeys(stems(question))]
        if not terms or limit < 1 or self.position is None:
            return []
        with self._reading():
            searcher = self._index.searcher()
            found = searcher.search(Query.boolean_query([(Occur.Should, term) for term in terms]), limit, count=False)
            numbers = searcher.fast_field_values("passage", [address for _, address in found.hits])
        pairs = zip(numbers, found.hits, strict=True)
        return [(int(number), float(score)) for number, (score, _) in pairs if number is not None]

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
        terms, words = set(stems(question)), [_INDEXED.analyze(text) for text in texts]
        mean = sum(map(len, words)) / max(1, len(words))
        with self._reading():
            searcher = self._index.searcher()
            seen = {term: searcher.doc_freq("text", term) for term in terms}
            total = searcher.num_docs
        weight = {term: math.log(1 + (max(0, total - n) + 0.5) / (n + 0.5)) for term, n in seen.items()}
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
        index.register_tokenizer("news", _INDEXED)
        return index
