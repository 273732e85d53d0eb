"""Events: the days that passages tell of, read as the indexes catch up, and asked for by questions that name a time."""

import json
from collections.abc import Iterable, Sequence

from vectorstore.database import Database
from vectorstore.ledger import Edition, Ledger
from vectorstore.passage import event_days

_PART = 500  # passages read in one transaction, or named in one statement

Window = tuple[str, str]


class Events:
    """The event dates of one archive's passages."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger

    def unread(self) -> int:
        """How many passages have not been read yet: new ones, and those that an earlier layout held."""
        with self._database.connect() as db:
            return int(db.execute("SELECT count(*) FROM passage WHERE NOT dated").fetchone()[0])

    def read(self) -> None:
        """Read them, a part at a time and outside any transaction: what is done stays done where this breaks off."""
        while True:
            with self._database.connect() as db:
                ids = [row[0] for row in db.execute("SELECT id FROM passage WHERE NOT dated LIMIT ?", (_PART,))]
            if not ids:
                return
            found = self._ledger.passages(ids)
            events = [(number, *days) for number, (one, stored) in found.items() for days in event_days(stored, one)]
            with self._database.connect() as db:
                db.execute("BEGIN IMMEDIATE")
                db.executemany(  # but for a passage that went meanwhile
                    "INSERT OR IGNORE INTO event SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM passage WHERE id = ?1)",
                    events,
                )
                db.executemany("UPDATE passage SET dated = 1 WHERE id = ?", [(number,) for number in ids])

    def within(
        self, edition: Edition, published: Iterable[str], others: Iterable[str], window: Window, short: int
    ) -> list[int]:
        """The passages of the articles `published` in a window of days, and those of `others` that tell of it.

        Days are ISO, inclusive. An event of more than `short` days has to lie in the window as a whole.
        """
        with self._database.connect() as db:
            found = db.execute(
                "SELECT id FROM passage WHERE edition = ?1 AND article_id IN (SELECT value FROM json_each(?2))"
                " UNION SELECT p.id FROM event e JOIN passage p ON p.id = e.passage_id WHERE p.edition = ?1"
                " AND e.last >= ?4 AND e.first <= ?5 AND ((e.first >= ?4 AND e.last <= ?5)"
                " OR julianday(e.last) - julianday(e.first) < ?6)"
                " AND p.article_id IN (SELECT value FROM json_each(?3))",
                (edition.number, json.dumps(list(published)), json.dumps(list(others)), *window, short),
            )
            return [row[0] for row in found]

    def latest(self, ids: Sequence[int], until: str) -> dict[int, str]:
        """The last day up to `until` that each of these passages tells of; others are left out."""
        with self._database.connect() as db:
            found = db.execute(
                "SELECT passage_id, max(last) FROM event WHERE passage_id IN (SELECT value FROM json_each(?))"
                " AND last <= ? GROUP BY passage_id",
                (json.dumps(list(ids)), until),
            )
            return {int(number): str(day) for number, day in found}
