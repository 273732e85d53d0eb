"""The archive: articles and their versions; with the ledger's passages and vectors, the record of truth.

Both live in one SQLite file. The word index and the vector index follow it: every passage that comes or goes leaves a
change in the ledger, and each index remembers the last one it has seen. Losing an index loses nothing.
"""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

from vectorstore.article import Article, StoredArticle
from vectorstore.database import Database
from vectorstore.language.moment import VersionTimes
from vectorstore.language.sentences import sentence_spans
from vectorstore.ledger import drop_passages, editions, hash_of, insert_passages, stored_article
from vectorstore.passage import Span

Outcome = Literal["added", "updated", "unchanged", "duplicate"]

_LATEST = "v.number = (SELECT max(number) FROM version WHERE article_id = v.article_id)"


class Archive:
    """The articles of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Writing

    def put(self, article: Article) -> tuple[Outcome, StoredArticle]:
        """Store an article unless it is known as it stands; one transaction.

        `duplicate` is the same text from the same outlet under another address: the stored one is returned.
        """
        known = self.get(article.id)
        if known and known.article.content_hash == article.content_hash:
            return "unchanged", known
        sentences = sentence_spans(article.text)  # before the transaction, which others wait for
        with self._database.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            known = _read(db, f"v.article_id = ? AND {_LATEST}", article.id)
            if known and known.article.content_hash == article.content_hash:
                return "unchanged", known
            if not known and (twin := _twin(db, article)):
                return "duplicate", twin
            stored = StoredArticle(article, known.version + 1 if known else 1, _now())
            _insert(db, stored, sentences)
            if known:  # after the new ones came, so that passages that stay as they are keep their vectors
                drop_passages(db, article.id, known.version)
            return ("updated" if known else "added"), stored

    def remove(self, article_id: str) -> bool:
        """Delete an article, its versions, passages and vectors; False where there is none."""
        with self._database.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            latest = db.execute("SELECT max(number) FROM version WHERE article_id = ?", (article_id,)).fetchone()[0]
            if latest is None:
                return False
            drop_passages(db, article_id, latest)
            db.execute("DELETE FROM version WHERE article_id = ?", (article_id,))
            return True

    # Reading

    def get(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """One version of an article, the latest unless said otherwise."""
        with self._database.connect() as db:
            if version is None:
                return _read(db, f"v.article_id = ? AND {_LATEST}", article_id)
            return _read(db, "v.article_id = ? AND v.number = ?", article_id, version)

    def articles(self) -> Iterator[StoredArticle]:
        """The latest version of every article, newest first."""
        query = f"SELECT v.article_id, v.number FROM version v WHERE {_LATEST} ORDER BY v.published DESC, v.article_id"  # noqa: S608
        with self._database.connect() as db:
            for article_id, number in db.execute(query).fetchall():
                yield from filter(None, [_read(db, "v.article_id = ? AND v.number = ?", article_id, number)])

    def versions(self) -> list[VersionTimes]:
        """Every version of every article with its times, the versions of an article in order."""
        with self._database.connect() as db:
            columns = "article_id, number, published, modified, loaded, outlet"
            rows = db.execute(f"SELECT {columns} FROM version ORDER BY article_id, number")  # noqa: S608
            return [VersionTimes(*row) for row in rows]

    def outlets(self) -> frozenset[str]:
        """The outlets of all versions; read from an index alone."""
        with self._database.connect() as db:
            return frozenset(outlet for (outlet,) in db.execute("SELECT DISTINCT outlet FROM version"))

    def newest(self) -> str | None:
        """When the newest of all versions was published, a day or a date-time; None where none says."""
        with self._database.connect() as db:
            found: str | None = db.execute("SELECT max(published) FROM version").fetchone()[0]
            return found

    def count(self) -> int:
        """How many articles are loaded."""
        with self._database.connect() as db:
            return int(db.execute("SELECT count(DISTINCT article_id) FROM version").fetchone()[0])

    def digest(self) -> str:
        """Stands for what is loaded: the latest version of every article."""
        with self._database.connect() as db:
            query = f"SELECT v.article_id, v.content_hash FROM version v WHERE {_LATEST} ORDER BY v.article_id"  # noqa: S608
            return hash_of("\n".join(f"{article_id} {content_hash}" for article_id, content_hash in db.execute(query)))


def _read(db: sqlite3.Connection, where: str, *values: object) -> StoredArticle | None:
    row = db.execute(f"SELECT v.* FROM version v WHERE {where}", values).fetchone()  # noqa: S608
    return stored_article(row) if row else None


def _twin(db: sqlite3.Connection, article: Article) -> StoredArticle | None:
    return _read(
        db,
        f"v.text_hash = ? AND v.outlet = ? AND v.title = ? AND v.published IS ? AND {_LATEST}",
        *(hash_of(article.text), article.outlet, article.title, article.published),
    )


def _insert(db: sqlite3.Connection, stored: StoredArticle, sentences: tuple[Span, ...]) -> None:
    article = stored.article
    row = {
        "article_id": article.id,
        "number": stored.version,
        "content_hash": article.content_hash,
        "text_hash": hash_of(article.text),
        "url": article.url,
        "title": article.title,
        "authors": json.dumps(article.authors),
        "published": article.published,
        "modified": article.modified,
        "outlet": article.outlet,
        "language": article.language,
        "loaded": stored.loaded,
        "text": article.text,
    }
    db.execute(f"INSERT INTO version ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)  # noqa: S608
    for edition in editions(db):
        insert_passages(db, edition, stored, sentences)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
