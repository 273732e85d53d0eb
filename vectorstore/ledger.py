"""The ledger: which passages there are, and what came or went since an index last looked.

Passages belong to an edition, one way of cutting and embedding every article; `editions` says how one follows another.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.article import Article, StoredArticle
from vectorstore.database import Database
from vectorstore.passage import Passage, Span, cut_passages, embedded_text, indexed_words

_T = TypeVar("_T")

_CHUNK = 500  # rows named in one statement

_PASSAGES = (
    "SELECT p.id AS passage_id, p.start, p.end, p.sentences, p.indexed_hash, v.* FROM passage p"
    " JOIN version v ON v.article_id = p.article_id AND v.number = p.version"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A cutting of all articles into passages of about `passage_words`, embedded by `model`."""

    number: int
    passage_words: int
    model: str


@dataclass(frozen=True, slots=True)
class State:
    """What an index of the serving edition has to follow: which archive, which edition, up to which change."""

    archive: str
    edition: Edition
    generation: int


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the indexes take it in: its number, its words, and the text to embed with that text's hash."""

    id: int
    words: str
    text: str
    text_hash: str


class Ledger:
    """The passages, changes and vectors of one archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Following

    def state(self) -> State:
        """What the indexes that serve have to follow now."""
        with self._database.connect() as db:
            db.execute("BEGIN")  # one moment for all three
            return State(_identity(db), edition_where(db, "serving"), generation(db))

    def changes(self, edition: Edition, after: int, up_to: int) -> tuple[list[int], list[int]] | None:
        """Passages `(there, gone)` among those that changed after one generation and up to another.

        From zero, `there` is simply every passage and `gone` is empty. None where what changed is not known any more.
        """
        with self._database.connect() as db:
            if after == 0:
                rows = db.execute("SELECT id FROM passage WHERE edition = ? ORDER BY id", (edition.number,))
                return [row[0] for row in rows], []
            if after < _forgotten(db):
                return None
            rows = db.execute(
                "SELECT DISTINCT c.passage_id, p.edition FROM change c LEFT JOIN passage p ON p.id = c.passage_id"
                " WHERE c.seq > ? AND c.seq <= ? ORDER BY c.passage_id",
                (after, up_to),
            )
            found = [(int(number), of) for number, of in rows]
        return [number for number, of in found if of == edition.number], [number for number, of in found if of is None]

    def forget(self, up_to: int) -> None:
        """Drop the record of changes that every index has followed."""
        with self._database.connect() as db:
            if up_to <= _forgotten(db):
                return
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM change WHERE seq <= ?", (up_to,))
            db.execute("INSERT OR REPLACE INTO meta VALUES ('forgotten', ?)", (str(up_to),))

    def count(self, edition: Edition) -> int:
        """How many passages an edition has."""
        with self._database.connect() as db:
            found = db.execute("SELECT count(*) FROM passage WHERE edition = ?", (edition.number,)).fetchone()
            return int(found[0])

    # Passages

    def indexed(self, ids: Sequence[int]) -> list[IndexedPassage]:
        """What an index needs of these passages; those that are gone meanwhile are left out."""
        return [
            IndexedPassage(number, indexed_words(stored, passage), embedded_text(stored, passage), text_hash)
            for number, passage, stored, text_hash in self._read(ids)
        ]

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, StoredArticle]]:
        """The passages with these numbers that are still there, each with the article it stands in."""
        return {number: (passage, stored) for number, passage, stored, _ in self._read(ids)}

    # Vectors

    def vectors(self, model: str, text_hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors known for these indexed texts."""
        return self._vectors(
            "SELECT indexed_hash, vector FROM vector WHERE model = ? AND indexed_hash IN", model, text_hashes
        )

    def passage_vectors(self, model: str, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of these passages, of which some may not be embedded yet."""
        return self._vectors(
            "SELECT p.id, v.vector FROM passage p JOIN vector v ON v.indexed_hash = p.indexed_hash"
            " WHERE v.model = ? AND p.id IN",
            model,
            ids,
        )

    def unembedded(self, edition: Edition) -> list[int]:
        """The passages of an edition whose vectors are not known."""
        with self._database.connect() as db:
            rows = db.execute(
                "SELECT id FROM passage p WHERE edition = ? AND NOT EXISTS"
                " (SELECT 1 FROM vector v WHERE v.model = ? AND v.indexed_hash = p.indexed_hash) ORDER BY id",
                (edition.number, edition.model),
            )
            return [row[0] for row in rows]

    def some_vectors(self, model: str, most: int) -> NDArray[np.float32]:
        """Rows of vectors, drawn by the hashes of their texts: as good as at random, and always the same."""
        with self._database.connect() as db:
            rows = db.execute(
                "SELECT vector FROM vector WHERE model = ? ORDER BY indexed_hash LIMIT ?", (model, most)
            ).fetchall()
        found = [np.frombuffer(row[0], np.float16).astype(np.float32) for row in rows]
        return np.stack(found) if found else np.empty((0, 0), np.float32)

    def keep_vectors(self, model: str, vectors: Iterable[tuple[str, NDArray[np.float32]]]) -> None:
        """Remember vectors (as fp16) by model and indexed text, so that no text is embedded twice.

        Those of a passage that went while it was embedded are not kept.
        """
        rows = [(model, text_hash, vector.astype(np.float16).tobytes(), text_hash) for text_hash, vector in vectors]
        with self._database.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(
                "INSERT OR REPLACE INTO vector (model, indexed_hash, vector) SELECT ?, ?, ?"
                " WHERE EXISTS (SELECT 1 FROM passage WHERE indexed_hash = ?)",
                rows,
            )

    def drop_unused_vectors(self) -> None:
        """Drop the vectors of other models, and those that no passage uses."""
        with self._database.connect() as db:
            db.execute(
                "DELETE FROM vector WHERE model <> (SELECT model FROM edition WHERE serving) OR NOT EXISTS"
                " (SELECT 1 FROM passage WHERE passage.indexed_hash = vector.indexed_hash)"
            )

    # Inside

    def _read(self, ids: Sequence[int]) -> Iterator[tuple[int, Passage, StoredArticle, str]]:
        with self._database.connect() as db:
            for chunk in _chunks(ids):
                articles: dict[tuple[str, int], StoredArticle] = {}
                for row in db.execute(f"{_PASSAGES} WHERE p.id IN ({_marks(chunk)})", chunk):
                    key = (row["article_id"], row["number"])
                    stored = articles.get(key) or articles.setdefault(key, stored_article(row))
                    spans = tuple(Span(*map(int, pair.split("-"))) for pair in row["sentences"].split())
                    passage = Passage(row["article_id"], stored.version, row["start"], row["end"], spans)
                    yield row["passage_id"], passage, stored, row["indexed_hash"]

    def _vectors(self, query: str, model: str, keys: Sequence[_T]) -> dict[_T, NDArray[np.float32]]:
        found: dict[_T, NDArray[np.float32]] = {}
        with self._database.connect() as db:
            for chunk in _chunks(keys):
                rows = db.execute(f"{query} ({_marks(chunk)})", (model, *chunk))
                found |= {key: np.frombuffer(blob, np.float16).astype(np.float32) for key, blob in rows}
        return found


# What the archive does with passages inside its own transactions


def editions(db: sqlite3.Connection) -> list[Edition]:
    """Every edition that articles are cut for."""
    return [Edition(*row) for row in db.execute("SELECT number, passage_words, model FROM edition ORDER BY number")]


def insert_passages(
    db: sqlite3.Connection, edition: Edition, stored: StoredArticle, sentences: tuple[Span, ...]
) -> None:
    """Cut a version into an edition's passages, each with its change."""
    for passage in cut_passages(stored, sentences, edition.passage_words):
        spans = " ".join(f"{span.start}-{span.end}" for span in passage.sentences)
        text_hash = hash_of(embedded_text(stored, passage))
        number = db.execute(
            "INSERT INTO passage (edition, article_id, version, start, end, sentences, indexed_hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (edition.number, stored.article.id, stored.version, passage.start, passage.end, spans, text_hash),
        ).lastrowid
        db.execute("INSERT INTO change (passage_id) VALUES (?)", (number,))


def drop_passages(db: sqlite3.Connection, article_id: str, up_to: int) -> None:
    """Delete the passages of an article's versions up to one, with the vectors that nothing uses any more."""
    gone = db.execute(
        "SELECT id, indexed_hash FROM passage WHERE article_id = ? AND version <= ?", (article_id, up_to)
    ).fetchall()
    db.executemany("INSERT INTO change (passage_id) VALUES (?)", [(number,) for number, _ in gone])
    db.executemany("DELETE FROM passage WHERE id = ?", [(number,) for number, _ in gone])
    db.executemany(
        "DELETE FROM vector WHERE indexed_hash = ?1 AND NOT EXISTS (SELECT 1 FROM passage WHERE indexed_hash = ?1)",
        [(text_hash,) for _, text_hash in gone],
    )


def stored_article(row: sqlite3.Row) -> StoredArticle:
    """The version that a row of the table `version` holds."""
    article = Article(
        id=row["article_id"],
        text=row["text"],
        title=row["title"],
        url=row["url"],
        authors=tuple(json.loads(row["authors"])),
        published=row["published"],
        modified=row["modified"],
        outlet=row["outlet"],
        language=row["language"],
    )
    return StoredArticle(article, row["number"], row["loaded"])


def hash_of(text: str) -> str:
    """The first 128 bits of SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _identity(db: sqlite3.Connection) -> str:
    return str(db.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()[0])


def edition_where(db: sqlite3.Connection, where: str) -> Edition:
    """The one edition of which something holds."""
    return Edition(*db.execute(f"SELECT number, passage_words, model FROM edition WHERE {where}").fetchone())  # noqa: S608


def generation(db: sqlite3.Connection) -> int:
    """The number of the last change."""
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'change'").fetchone()
    return int(found[0]) if found else 0


def _forgotten(db: sqlite3.Connection) -> int:
    found = db.execute("SELECT value FROM meta WHERE key = 'forgotten'").fetchone()
    return int(found[0]) if found else 0


def _chunks(values: Sequence[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(values), _CHUNK):
        yield list(values[start : start + _CHUNK])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
