"""The archive's tables, and the number of their layout.

version: every version of every article · passage: what is indexed now · change: what came or went, in order
vector: what was embedded, by indexed text and model · meta: the archive's identity
"""

import sqlite3
import uuid

_VERSION = 1
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE version (
    article_id TEXT NOT NULL, number INTEGER NOT NULL, content_hash TEXT NOT NULL, text_hash TEXT NOT NULL,
    url TEXT, title TEXT NOT NULL, authors TEXT NOT NULL, published TEXT, modified TEXT,
    outlet TEXT NOT NULL, language TEXT, loaded TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (article_id, number)
);
CREATE INDEX version_text ON version (text_hash, outlet);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, version INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, sentences TEXT NOT NULL, indexed_hash TEXT NOT NULL
);
CREATE INDEX passage_article ON passage (article_id);
CREATE INDEX passage_hash ON passage (indexed_hash);
CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, passage_id INTEGER NOT NULL);
CREATE TABLE vector (model TEXT NOT NULL, indexed_hash TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (indexed_hash, model)) WITHOUT ROWID;
"""


class LaterSchemaError(Exception):
    """The tables were laid out by a later Dateline."""


def lay_out(db: sqlite3.Connection) -> None:
    """Make the tables where there are none, in one transaction; raises `LaterSchemaError`."""
    if _layout(db) == _VERSION:
        return
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    found = _layout(db)  # another process may have been faster
    if found > _VERSION:
        raise LaterSchemaError
    if found == 0:
        for statement in _TABLES.split(";"):
            db.execute(statement)
        db.execute("INSERT INTO meta VALUES ('identity', ?)", (uuid.uuid4().hex,))
        db.execute(f"PRAGMA user_version = {_VERSION}")


def _layout(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
