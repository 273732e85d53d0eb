"""Editions: how one way of cutting and embedding every article follows another.

One edition serves; another is made beside it while `reindex` runs, and every article that comes meanwhile is cut for
both. What does not serve is swept away.
"""

from vectorstore.article import StoredArticle
from vectorstore.database import Database
from vectorstore.ledger import Edition, edition_where, generation, insert_passages
from vectorstore.passage import Span

_ROWS = 5_000  # deleted in one transaction, so that others can write in between


class Editions:
    """The editions of one archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, passage_words: int, model: str) -> Edition:
        """A new edition, without passages yet, beside the one that serves."""
        with self._database.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO edition (passage_words, model, serving) VALUES (?, ?, 0)", (passage_words, model))
            return edition_where(db, "number = last_insert_rowid()")

    def adopt(self, model: str) -> None:
        """Let another model embed the edition that serves, if nothing has been embedded for it yet."""
        with self._database.connect() as db:
            if edition_where(db, "serving").model != model:
                db.execute(
                    "UPDATE edition SET model = ?"
                    " WHERE serving AND NOT EXISTS (SELECT 1 FROM vector WHERE vector.model = edition.model)",
                    (model,),
                )

    def uncut(self, edition: Edition) -> list[str]:
        """The articles that have no passages in an edition."""
        with self._database.connect() as db:
            rows = db.execute(
                "SELECT DISTINCT article_id FROM version v WHERE NOT EXISTS"
                " (SELECT 1 FROM passage p WHERE p.article_id = v.article_id AND p.edition = ?) ORDER BY article_id",
                (edition.number,),
            )
            return [row[0] for row in rows]

    def cut(self, edition: Edition, stored: StoredArticle, sentences: tuple[Span, ...]) -> None:
        """Cut a version for an edition, unless another version came meanwhile or it has been cut."""
        with self._database.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            latest = db.execute(
                "SELECT max(number) FROM version WHERE article_id = ?", (stored.article.id,)
            ).fetchone()[0]
            cut = db.execute(
                "SELECT 1 FROM passage WHERE article_id = ? AND edition = ?", (stored.article.id, edition.number)
            ).fetchone()
            if latest == stored.version and not cut:
                insert_passages(db, edition, stored, sentences)

    def serve(self, edition: Edition, followed: int) -> bool:
        """Let an edition serve, if nothing has changed since a generation; False where something has."""
        with self._database.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            if generation(db) != followed:
                return False
            db.execute("UPDATE edition SET serving = (number = ?)", (edition.number,))
            return True

    def sweep(self) -> None:
        """Drop every edition that does not serve, a part at a time. Its vectors stay until they are told to go."""
        with self._database.connect() as db:
            if not db.execute("SELECT 1 FROM edition WHERE NOT serving").fetchone():
                return
            # Its passages first, a part at a time, so that it is found again where this breaks off.
            while db.execute(
                "DELETE FROM passage WHERE id IN (SELECT id FROM passage"
                " WHERE edition IN (SELECT number FROM edition WHERE NOT serving) LIMIT ?)",
                (_ROWS,),
            ).rowcount:
                pass
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM passage WHERE edition IN (SELECT number FROM edition WHERE NOT serving)")
            db.execute("DELETE FROM edition WHERE NOT serving")
