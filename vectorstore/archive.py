"""The archive: articles, their versions, passages and vectors in one SQLite file; the record of truth.

The word index and the vector index follow it: every passage that comes or goes leaves a row in `change`, and
each index remembers the last row it has seen. Losing an index loses nothing.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.article import Article, StoredArticle
from vectorstore.passage import Passage, Span, cut_passages, indexed_text
from vectorstore.schema import LaterSchemaError, lay_out
from vectorstore.sentences import sentence_spans

_T = TypeVar("_T")

Outcome = Literal["added", "updated", "unchanged", "duplicate"]

_PASSAGES = (
    "SELECT p.id AS passage_id, p.start, p.end, p.sentences, p.indexed_hash, v.* FROM passage p"
    " JOIN version v ON v.article_id = p.article_id AND v.number = p.version"
)
_LATEST = "v.number = (SELECT max(number) FROM version WHERE article_id = v.article_id)"


class ArchiveError(Exception):
    """The archive cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as an index takes it in: its number and its indexed text with that text's hash."""

    id: int
    text: str
    text_hash: str


class Archive:
    """The SQLite file of one data folder. Any number of threads and processes may hold one each."""

    def __init__(self, path: Path, passage_words: int) -> None:
        """Open the archive, making it where there is none; raises `ArchiveError`."""
        self._path = path
        self._passage_words = passage_words
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._connect() as db:
                lay_out(db)
                self.identity: str = db.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()[0]
        except OSError as error:
            raise ArchiveError(f"The archive {path} cannot be opened ({error}).") from error
        except LaterSchemaError as error:
            raise ArchiveError(
                f"The archive {path} was made by a later Dateline; install that one to use it."
            ) from error

    # Writing

    def put(self, article: Article) -> tuple[Outcome, StoredArticle]:
        """Store an article unless it is known as it stands; one transaction.

        `duplicate` is the same text from the same outlet under another address: the stored one is returned.
        """
        with self._connect() as db:
            db.execute("BEGIN IMMEDIATE")
            known = self._read(db, f"v.article_id = ? AND {_LATEST}", article.id)
            if known and known.article.content_hash == article.content_hash:
                return "unchanged", known
            if not known and (twin := self._twin(db, article)):
                return "duplicate", twin
            stored = StoredArticle(article, known.version + 1 if known else 1, _now())
            self._insert(db, stored)
            if known:  # after the new ones came, so that passages that stay as they are keep their vectors
                self._drop_passages(db, article.id, known.version)
            return ("updated" if known else "added"), stored

    def remove(self, article_id: str) -> bool:
        """Delete an article, its versions, passages and vectors; False where there is none."""
        with self._connect() as db:
            db.execute("BEGIN IMMEDIATE")
            latest = db.execute("SELECT max(number) FROM version WHERE article_id = ?", (article_id,)).fetchone()[0]
            if latest is None:
                return False
            self._drop_passages(db, article_id, latest)
            db.execute("DELETE FROM version WHERE article_id = ?", (article_id,))
            return True

    def keep_vectors(self, model: str, vectors: Iterable[tuple[str, NDArray[np.float32]]]) -> None:
        """Remember vectors (as fp16) by model and indexed text, so that no text is embedded twice.

        Those of a passage that went while it was embedded are not kept.
        """
        rows = [(model, text_hash, vector.astype(np.float16).tobytes(), text_hash) for text_hash, vector in vectors]
        with self._connect() as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(
                "INSERT OR REPLACE INTO vector (model, indexed_hash, vector) SELECT ?, ?, ?"
                " WHERE EXISTS (SELECT 1 FROM passage WHERE indexed_hash = ?)",
                rows,
            )

    # Reading

    def get(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """One version of an article, the latest unless said otherwise."""
        with self._connect() as db:
            if version is None:
                return self._read(db, f"v.article_id = ? AND {_LATEST}", article_id)
            return self._read(db, "v.article_id = ? AND v.number = ?", article_id, version)

    def articles(self) -> Iterator[StoredArticle]:
        """The latest version of every article, newest first."""
        with self._connect() as db:
            rows = db.execute(
                f"SELECT v.* FROM version v WHERE {_LATEST} ORDER BY v.published DESC, v.article_id"  # noqa: S608
            )
            yield from map(_stored, rows)

    def count(self) -> int:
        """How many articles are loaded."""
        with self._connect() as db:
            return int(db.execute("SELECT count(DISTINCT article_id) FROM version").fetchone()[0])

    def digest(self) -> str:
        """Stands for what is loaded: the latest version of every article."""
        with self._connect() as db:
            query = f"SELECT v.article_id, v.content_hash FROM version v WHERE {_LATEST} ORDER BY v.article_id"  # noqa: S608
            rows = db.execute(query)
            return _hash("\n".join(f"{article_id} {content_hash}" for article_id, content_hash in rows))

    def generation(self) -> int:
        """A number that grows with every passage that comes or goes; the position an index catches up to."""
        with self._connect() as db:
            return int(db.execute("SELECT ifnull(max(seq), 0) FROM change").fetchone()[0])

    def changes(self, after: int, up_to: int) -> tuple[list[int], list[int]]:
        """Passages `(there, gone)` among those that changed after one generation and up to another.

        From zero, `there` is simply every passage and `gone` is empty.
        """
        with self._connect() as db:
            if after == 0:
                return [row[0] for row in db.execute("SELECT id FROM passage ORDER BY id")], []
            rows = db.execute(
                "SELECT DISTINCT c.passage_id, p.id IS NOT NULL FROM change c"
                " LEFT JOIN passage p ON p.id = c.passage_id WHERE c.seq > ? AND c.seq <= ? ORDER BY c.passage_id",
                (after, up_to),
            ).fetchall()
        return [number for number, there in rows if there], [number for number, there in rows if not there]

    def indexed(self, ids: Sequence[int]) -> list[IndexedPassage]:
        """What an index needs of these passages; those that are gone meanwhile are left out."""
        return [
            IndexedPassage(number, indexed_text(stored, passage), text_hash)
            for number, passage, stored, text_hash in self._passages(ids)
        ]

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, StoredArticle]]:
        """The passages with these numbers that are still there, each with the article it stands in."""
        return {number: (passage, stored) for number, passage, stored, _ in self._passages(ids)}

    def vectors(self, model: str, text_hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors known for these indexed texts."""
        found: dict[str, NDArray[np.float32]] = {}
        with self._connect() as db:
            for chunk in _chunks(text_hashes):
                rows = db.execute(
                    f"SELECT indexed_hash, vector FROM vector WHERE model = ? AND indexed_hash IN ({_marks(chunk)})",  # noqa: S608
                    (model, *chunk),
                )
                found |= {text_hash: np.frombuffer(blob, np.float16).astype(np.float32) for text_hash, blob in rows}
        return found

    # Inside

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        except sqlite3.Error as error:
            raise ArchiveError(f"The archive {self._path} cannot be opened ({error}).") from error
        db.row_factory = sqlite3.Row
        try:
            db.execute("PRAGMA synchronous = NORMAL")
            with db:
                yield db
        except sqlite3.Error as error:
            raise ArchiveError(f"The archive {self._path} cannot be used ({error}).") from error
        finally:
            db.close()

    def _insert(self, db: sqlite3.Connection, stored: StoredArticle) -> None:
        article = stored.article
        db.execute(
            "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(
                    article.id,
                    stored.version,
                    article.content_hash,
                    _hash(article.text),
                    article.url,
                    article.title,
                ),
                *(
                    json.dumps(article.authors),
                    article.published,
                    article.modified,
                    article.outlet,
                    article.language,
                ),
                *(stored.loaded, article.text),
            ),
        )
        for passage in cut_passages(stored, sentence_spans(article.text), self._passage_words):
            spans = " ".join(f"{span.start}-{span.end}" for span in passage.sentences)
            number = db.execute(
                "INSERT INTO passage (article_id, version, start, end, sentences, indexed_hash)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    stored.version,
                    passage.start,
                    passage.end,
                    spans,
                    _hash(indexed_text(stored, passage)),
                ),
            ).lastrowid
            db.execute("INSERT INTO change (passage_id) VALUES (?)", (number,))

    def _drop_passages(self, db: sqlite3.Connection, article_id: str, up_to: int) -> None:
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

    def _twin(self, db: sqlite3.Connection, article: Article) -> StoredArticle | None:
        return self._read(
            db,
            f"v.text_hash = ? AND v.outlet = ? AND v.title = ? AND v.published IS ? AND {_LATEST}",
            *(_hash(article.text), article.outlet, article.title, article.published),
        )

    def _read(self, db: sqlite3.Connection, where: str, *values: object) -> StoredArticle | None:
        row = db.execute(f"SELECT v.* FROM version v WHERE {where}", values).fetchone()  # noqa: S608
        return _stored(row) if row else None

    def _passages(self, ids: Sequence[int]) -> Iterator[tuple[int, Passage, StoredArticle, str]]:
        with self._connect() as db:
            for chunk in _chunks(ids):
                articles: dict[str, StoredArticle] = {}
                for row in db.execute(
                    f"{_PASSAGES} WHERE p.id IN ({_marks(chunk)})",
                    chunk,
                ):
                    stored = articles.setdefault(row["article_id"], _stored(row))
                    spans = tuple(Span(*map(int, pair.split("-"))) for pair in row["sentences"].split())
                    passage = Passage(row["article_id"], stored.version, row["start"], row["end"], spans)
                    yield row["passage_id"], passage, stored, row["indexed_hash"]


def _stored(row: sqlite3.Row) -> StoredArticle:
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


def _chunks(values: Sequence[_T], size: int = 500) -> Iterator[list[_T]]:
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
