"""The SQLite file of a data folder: opened, laid out, and its errors told in words.

A connection serves one piece of work at a time, so threads and processes never share one. Where the folder cannot be
written, the file is read as it stands.
"""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.schema import LaterLayoutError, lay_out, new_identity

_WAIT_S = 30  # for another process's transaction, each of which is short
_PAGES = 1024  # copied in one step of a backup, between which others may write
_NO_ROOM = 100_000  # bytes
_FULL = "The disk is full: make room and run the command again; what was stored before is safe."
_REMEDIES = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: "The disk could not be read or written: look at its health.",
    sqlite3.SQLITE_READONLY: "The data folder cannot be written: give the right to, or name another with --data.",
    sqlite3.SQLITE_CORRUPT: "The file is damaged: bring back a backup with `dateline restore FILE`.",
    sqlite3.SQLITE_NOTADB: "The file is no archive: bring back a backup with `dateline restore FILE`.",
    sqlite3.SQLITE_BUSY: "Another process has held it for long: run the command again when that one has finished.",
}


class ArchiveError(Exception):
    """The archive cannot be used; the message says why and what to do."""


class Database:
    """One archive file. Any number of threads and processes may hold one each."""

    def __init__(self, path: Path, passage_words: int, model: str) -> None:
        """Open the file, making it where there is none; a fresh one is cut and embedded as given.

        Raises `ArchiveError`.
        """
        self.path = path
        self._keeping = 0  # loads
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self.connect() as db:
                lay_out(db, passage_words, model)
        except OSError as error:
            raise ArchiveError(f"The archive {path} cannot be opened ({error}).") from error
        except LaterLayoutError as error:
            raise ArchiveError(
                f"The archive {path} was made by a later Dateline; install that one to use it."
            ) from error

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """A connection whose open transaction is committed at the end, or rolled back; raises `ArchiveError`."""
        db, whole = self._opened(), False
        try:
            db.execute("PRAGMA synchronous = NORMAL")
            with db:
                yield db
            whole = True
        except sqlite3.Error as error:
            raise ArchiveError(f"The archive {self.path} cannot be used ({error}). {self._remedy(error)}") from error
        finally:
            with self._guard:
                if kept := whole and self._keeping > 0:
                    self._idle.append(db)
            if not kept:
                db.close()

    @contextmanager
    def many_writes(self) -> Iterator[None]:
        """Keep connections open for the next piece of work.

        Opening one reads the layout, and where none is left open, SQLite clears its log away and waits for the disk, at
        every article that lands. `settle` sees to it that what counts is on the disk.
        """
        with self._guard:
            self._keeping += 1
        try:
            yield
        finally:
            with self._guard:
                self._keeping -= 1
                while self._idle:
                    self._idle.pop().close()

    def _opened(self) -> sqlite3.Connection:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        try:
            # Threads use it in turn.
            db = sqlite3.connect(
                self._address(), timeout=_WAIT_S, isolation_level=None, uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise ArchiveError(f"The archive {self.path} cannot be opened ({error}).") from error
        db.row_factory = sqlite3.Row
        return db

    def settle(self) -> None:
        """Have what was committed on the disk, so that even a power cut leaves no index ahead of it."""
        with self.connect() as db:
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def back_up(self, target: Path) -> None:
        """Copy the archive into a new file as it stands at one moment, whoever writes meanwhile."""
        with self.connect() as db:
            into = sqlite3.connect(target)
            try:
                db.backup(into, pages=_PAGES)
                into.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            finally:
                into.close()

    def restore(self, source: Path) -> None:
        """Put another archive file in this one's place, in one transaction; readers see the old one or the new one.

        It gets a name of its own, so that the indexes of what was here are not believed.
        """
        with self.connect() as db:
            other = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
            try:
                other.backup(db)
            finally:
                other.close()
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("BEGIN IMMEDIATE")
            new_identity(db)

    def faults(self) -> list[str]:
        """What SQLite's own check finds wrong with the file; empty for a sound one."""
        with self.connect() as db:
            return [row[0] for row in db.execute("PRAGMA quick_check(5)") if row[0] != "ok"]

    def _address(self) -> str:
        folder = self.path.parent
        mode = "rwc" if not self.path.exists() or os.access(folder, os.W_OK) else "ro"
        # A reader without the right to write cannot make the files that a shared log needs.
        still = "&immutable=1" if mode == "ro" and not Path(f"{self.path}-wal").exists() else ""
        return f"{self.path.absolute().as_uri()}?mode={mode}{still}"

    def _remedy(self, error: sqlite3.Error) -> str:
        if shutil.disk_usage(self.path.parent).free < _NO_ROOM:
            return _FULL  # even reading makes a small file beside the archive
        return _REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
