"""The archive's tables, the number of their layout, and the steps that bring an older layout up to it.

version: every version of every article · edition: a way of cutting and embedding all of them · passage: what an
edition's indexes hold · event: the days that a passage tells of · change: which passages came or went, in order ·
vector: what was embedded, by indexed text and model · sketch: how a version is worded, and whom it credits ·
band: which sketches may be copies · copy: which are · meta: the archive's identity
"""

import sqlite3
import time
import uuid
from collections.abc import Sequence

_LAYOUT = 4
_WAIT_S = 30  # for another process that lays the file out
_PAUSE_S = 0.05
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE version (
    article_id TEXT NOT NULL, number INTEGER NOT NULL, content_hash TEXT NOT NULL, text_hash TEXT NOT NULL,
    url TEXT, title TEXT NOT NULL, authors TEXT NOT NULL, published TEXT, modified TEXT,
    outlet TEXT NOT NULL, language TEXT, loaded TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (article_id, number)
);
CREATE INDEX version_text ON version (text_hash, outlet);
CREATE TABLE edition (
    number INTEGER PRIMARY KEY AUTOINCREMENT, passage_words INTEGER NOT NULL, model TEXT NOT NULL,
    serving INTEGER NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, edition INTEGER NOT NULL, article_id TEXT NOT NULL, version INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, sentences TEXT NOT NULL, indexed_hash TEXT NOT NULL,
    dated INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX passage_article ON passage (article_id, edition);
CREATE INDEX passage_hash ON passage (indexed_hash);
CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, passage_id INTEGER NOT NULL);
CREATE TABLE vector (model TEXT NOT NULL, indexed_hash TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (indexed_hash, model)) WITHOUT ROWID
"""
_EVENTS = (
    "CREATE TABLE event (passage_id INTEGER NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,"
    " PRIMARY KEY (passage_id, first, last)) WITHOUT ROWID",
    "CREATE INDEX event_days ON event (last, first)",
    "CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN DELETE FROM event WHERE passage_id = old.id; END",
    "CREATE INDEX passage_undated ON passage (id) WHERE NOT dated",
)
_SKETCHES = (
    "CREATE TABLE sketch (id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, version INTEGER NOT NULL,"
    " signature BLOB, credits TEXT NOT NULL DEFAULT '', UNIQUE (article_id, version))",
    "CREATE INDEX sketch_missing ON sketch (id) WHERE signature IS NULL",
    "CREATE TABLE band (key INTEGER NOT NULL, sketch_id INTEGER NOT NULL, PRIMARY KEY (key, sketch_id)) WITHOUT ROWID",
    "CREATE INDEX band_sketch ON band (sketch_id)",
    "CREATE TABLE copy (one INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID",
    "CREATE TRIGGER version_came AFTER INSERT ON version BEGIN"
    " INSERT INTO sketch (article_id, version) VALUES (new.article_id, new.number); END",
    "CREATE TRIGGER version_gone AFTER DELETE ON version BEGIN"
    " DELETE FROM sketch WHERE article_id = old.article_id AND version = old.number; END",
    "CREATE TRIGGER sketch_gone AFTER DELETE ON sketch BEGIN DELETE FROM band WHERE sketch_id = old.id;"
    " DELETE FROM copy WHERE other = old.id AND one IN (SELECT other FROM copy WHERE one = old.id);"
    " DELETE FROM copy WHERE one = old.id; END",
    "INSERT INTO sketch (article_id, version) SELECT article_id, number FROM version",
)
# What brings layout N to N + 1. An edition is new in 2; the passages that are there are the first one's. Events are new
# in 3, sketches in 4; catching up reads them, for what was there as for what is new.
_STEPS: dict[int, Sequence[str]] = {
    1: (
        "CREATE TABLE edition (number INTEGER PRIMARY KEY AUTOINCREMENT, passage_words INTEGER NOT NULL,"
        " model TEXT NOT NULL, serving INTEGER NOT NULL)",
        "ALTER TABLE passage ADD COLUMN edition INTEGER NOT NULL DEFAULT 1",
        "DROP INDEX passage_article",
        "CREATE INDEX passage_article ON passage (article_id, edition)",
    ),
    2: ("ALTER TABLE passage ADD COLUMN dated INTEGER NOT NULL DEFAULT 0", *_EVENTS),
    3: _SKETCHES,
}


class LaterLayoutError(Exception):
    """The tables were laid out by a later Dateline."""


def lay_out(db: sqlite3.Connection, passage_words: int, model: str) -> None:
    """Make the tables where there are none, or bring older ones up to date, in one transaction.

    The first edition is cut and embedded as given. Raises `LaterLayoutError`.
    """
    if layout(db) == _LAYOUT:
        return
    _write_ahead(db)
    db.execute("BEGIN IMMEDIATE")
    found = layout(db)  # another process may have been faster
    if found > _LAYOUT:
        raise LaterLayoutError
    if found == 0:
        for statement in (*_TABLES.split(";"), *_EVENTS, *_SKETCHES):
            db.execute(statement)
        new_identity(db)
    for step in range(max(found, 1), _LAYOUT) if found else ():
        for statement in _STEPS[step]:
            db.execute(statement)
    if not db.execute("SELECT 1 FROM edition").fetchone():
        used = db.execute("SELECT model FROM vector GROUP BY model ORDER BY count(*) DESC").fetchone()
        db.execute(
            "INSERT INTO edition (passage_words, model, serving) VALUES (?, ?, 1)",
            (passage_words, used[0] if used else model),
        )
    db.execute(f"PRAGMA user_version = {_LAYOUT}")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Log ahead of writing, so that readers never wait.

    Where another process is laying the same file out, SQLite does not wait by itself for this, as it does for all else.
    """
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(_PAUSE_S)


def layout(db: sqlite3.Connection) -> int:
    """The number of the layout; 0 for an empty file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def new_identity(db: sqlite3.Connection) -> None:
    """Give the archive a name of its own, so that no index follows it that followed another."""
    db.execute("INSERT OR REPLACE INTO meta VALUES ('identity', ?)", (uuid.uuid4().hex,))
