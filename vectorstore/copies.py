"""Copies: which articles carry one text, found as the indexes catch up, and asked for by searches.

Every version has a sketch. Copies are pairs of versions; the groups that pairs make are drawn when they are asked for,
among the versions that count then, so that nothing later or kept out can bring two articles together.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row

import numpy as np

from vectorstore.article import StoredArticle
from vectorstore.database import Database
from vectorstore.language.credit import credited, origin_first
from vectorstore.language.wording import METHOD, Signature, bands, is_copy, likely, signature
from vectorstore.ledger import stored_article

_PART = 50  # versions compared in one transaction, which others wait for
_PER_BAND = 30  # the newest; one outlet's daily pages may share a band by the thousand
_MOST = 100  # carriers of one text

Version = tuple[str, int]  # an article's id and a version of it


class Copies:
    """The copies among the articles of one archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unread(self) -> int:
        """How many versions have not been compared yet: new ones, and all where the method is another."""
        with self._database.connect() as db:
            which = "WHERE signature IS NULL" if _method(db) == METHOD else ""
            return int(db.execute(f"SELECT count(*) FROM sketch {which}").fetchone()[0])  # noqa: S608

    def read(self) -> None:
        """Compare them, a part at a time: what is done stays done where this breaks off."""
        with self._database.connect() as db:
            if _method(db) != METHOD:
                db.execute("BEGIN IMMEDIATE")
                for table in ("band", "copy"):
                    db.execute(f"DELETE FROM {table}")  # noqa: S608
                db.execute("UPDATE sketch SET signature = NULL")
                db.execute("INSERT OR REPLACE INTO meta VALUES ('sketching', ?)", (METHOD,))
        while True:
            with self._database.connect() as db:
                db.execute("BEGIN IMMEDIATE")
                part = db.execute(f"{_SKETCHED} WHERE s.signature IS NULL ORDER BY s.id LIMIT {_PART}").fetchall()
                for row in part:
                    _compare(db, row["sketch_id"], stored_article(row))
            if len(part) < _PART:
                return

    def any_of(self, passages: Collection[int], versions: Collection[Version]) -> bool:
        """Whether any of these passages, or any passage of these versions, is of an article that has copies."""
        with self._database.connect() as db:
            if not db.execute("SELECT 1 FROM copy LIMIT 1").fetchone():
                return False
            found = db.execute(
                "SELECT 1 FROM (SELECT DISTINCT article_id, version FROM passage"
                " WHERE id IN (SELECT value FROM json_each(?1)) UNION"
                " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?2)) p"
                " JOIN sketch s ON s.article_id = p.article_id AND s.version = p.version"
                " WHERE EXISTS (SELECT 1 FROM copy WHERE one = s.id) LIMIT 1",
                (json.dumps(list(passages)), json.dumps(list(versions))),
            )
            return found.fetchone() is not None

    def groups(self, versions: Collection[Version], counting: Mapping[str, int] | None) -> list["Group"]:
        """The groups that these versions belong to, of two carriers or more.

        `counting` has the version of each article that may be a carrier; without it, it is the latest of every one.
        """
        found: list[Group] = []
        done: set[Version] = set()
        with self._database.connect() as db:
            db.execute("BEGIN")  # one moment for all
            for version in versions:
                if version in done:
                    continue
                members = _members(db, version, counting)
                done |= members
                if len(members) > 1:
                    found.append(_group(db, members))
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that carry one text: the origin first, the others by time."""

    carriers: tuple[StoredArticle, ...]

    @property
    def origin(self) -> StoredArticle:
        """Whom the others have the text from, as far as is known."""
        return self.carriers[0]


_SKETCHED = (
    "SELECT s.id AS sketch_id, s.signature, s.credits, v.* FROM sketch s"
    " JOIN version v ON v.article_id = s.article_id AND v.number = s.version"
)


def _compare(db: Connection, number: int, stored: StoredArticle) -> None:
    """Keep the sketch of a version, and note whom it is a copy of among those whose sketches are kept."""
    mine = signature(stored.article.text)
    keys = bands(mine)
    for other, theirs in _candidates(db, keys):
        if likely(mine, theirs) and (row := db.execute(f"{_SKETCHED} WHERE s.id = ?", (other,)).fetchone()):
            found = stored_article(row)
            if found.article.id != stored.article.id and is_copy(stored.article, found.article):
                db.executemany("INSERT OR IGNORE INTO copy VALUES (?, ?)", [(number, other), (other, number)])
    db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, number) for key in keys])
    db.execute(
        "UPDATE sketch SET signature = ?, credits = ? WHERE id = ?",
        (mine.tobytes(), "\n".join(sorted(credited(stored.article))), number),
    )


def _candidates(db: Connection, keys: Sequence[int]) -> Iterator[tuple[int, Signature]]:
    newest = "SELECT sketch_id FROM band WHERE key = ? ORDER BY sketch_id DESC LIMIT ?"
    found = {row[0] for key in keys for row in db.execute(newest, (key, _PER_BAND))}
    for number in sorted(found):
        yield (
            number,
            np.frombuffer(db.execute("SELECT signature FROM sketch WHERE id = ?", (number,)).fetchone()[0], np.uint32),
        )


def _members(db: Connection, version: Version, counting: Mapping[str, int] | None) -> set[Version]:
    """A version with those that are copies of it, of those again, and so on."""
    members, fresh = {version}, [version]
    while fresh and len(members) < _MOST:
        rows = db.execute(
            "SELECT o.article_id, o.version, o.version ="
            " (SELECT max(number) FROM version WHERE article_id = o.article_id) AS latest"
            " FROM json_each(?) j JOIN sketch s ON s.article_id = json_extract(j.value, '$[0]')"
            " AND s.version = json_extract(j.value, '$[1]')"
            " JOIN copy c ON c.one = s.id JOIN sketch o ON o.id = c.other",
            (json.dumps(fresh),),
        )
        near = {(row[0], row[1]) for row in rows if (row[2] if counting is None else counting.get(row[0]) == row[1])}
        fresh = sorted(near - members)
        members |= near
    return members


def _group(db: Connection, members: Collection[Version]) -> Group:
    rows: list[Row] = [
        row
        for version in sorted(members)
        for row in db.execute(f"{_SKETCHED} WHERE s.article_id = ? AND s.version = ?", version)
    ]
    named = {row["article_id"]: frozenset(row["credits"].split("\n")) for row in rows}
    return Group(tuple(origin_first([stored_article(row) for row in rows], named)))


def _method(db: Connection) -> str | None:
    found = db.execute("SELECT value FROM meta WHERE key = 'sketching'").fetchone()
    return str(found[0]) if found else None
