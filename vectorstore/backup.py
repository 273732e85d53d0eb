"""Backups: the archive in one file, consistent while others read and write.

The indexes stay out: they are rebuilt from the archive, without embedding anything anew. What a restore replaces is
kept beside the archive.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from vectorstore.archive import Archive
from vectorstore.database import ArchiveError, Database

_MANIFEST = "dateline-backup.json"
_ARCHIVE = "archive.sqlite3"


class BackupError(Exception):
    """A backup cannot be made or used; the message says why."""


def back_up(database: Database, file: Path) -> None:
    """Write a backup, in one step: an older one of that name stays until the new one is whole. Raises `BackupError`."""
    if file.exists() and not is_backup(file):
        raise BackupError(f"{file} is there and is no backup of Dateline: name another file.")
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent) as scratch:
            copy, fresh = Path(scratch) / _ARCHIVE, Path(scratch) / "backup"
            database.back_up(copy)
            manifest = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": _sha256(copy)}
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr(_MANIFEST, json.dumps(manifest))
                packed.write(copy, _ARCHIVE)
            os.replace(fresh, file)  # noqa: PTH105 - os.replace names the atomic call
    except OSError as error:
        raise BackupError(f"The backup {file} cannot be written ({error.strerror or error}).") from error


def is_backup(file: Path) -> bool:
    """Whether a file calls itself a backup of Dateline."""
    try:
        with zipfile.ZipFile(file) as packed:
            return _MANIFEST in packed.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def restore(file: Path, path: Path, passage_words: int, model: str) -> Path | None:
    """Put the archive of a backup in the place of the one at `path`.

    Returns where what was there is kept; None where nothing was. Readers go on meanwhile. Raises `BackupError`,
    `ArchiveError`; then all is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _unpacked(file, path.parent) as source:
            articles = Archive(Database(source, passage_words, model)).count()  # brings an older layout up to date
            if faults := Database(source, passage_words, model).faults():
                raise BackupError(f"The archive in {file} is damaged ({faults[0]}); nothing was changed.")
            kept = _keep(path, passage_words, model)
            Database(path, passage_words, model).restore(source)
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError) as error:
        raise BackupError(f"{file} is no whole backup of Dateline ({error}); nothing was changed.") from error
    except OSError as error:
        raise BackupError(f"{file} cannot be restored ({error.strerror or error}).") from error
    restored = Archive(Database(path, passage_words, model)).count()
    if restored != articles:
        raise BackupError(f"{restored} of {articles} articles were restored; what was there is kept in {kept}.")
    return kept


@contextmanager
def _unpacked(file: Path, folder: Path) -> Iterator[Path]:
    with zipfile.ZipFile(file) as packed, tempfile.TemporaryDirectory(dir=folder) as scratch:
        manifest = json.loads(packed.read(_MANIFEST))
        source = Path(packed.extract(_ARCHIVE, scratch))
        if _sha256(source) != manifest["sha256"]:
            raise ValueError("its archive is not the one that was backed up")
        yield source


def _keep(path: Path, passage_words: int, model: str) -> Path | None:
    """Keep what a restore replaces: as a backup or, where it cannot be read, moved aside as it is."""
    if not path.exists():
        return None
    name = f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    try:
        kept = path.with_name(f"{name}.backup")
        back_up(Database(path, passage_words, model), kept)
    except ArchiveError:
        kept = path.with_name(f"{name}.damaged")
        for left in sorted(path.parent.glob(f"{path.name}*")):
            left.rename(path.with_name(f"{kept.name}{left.name.removeprefix(path.name)}"))
    return kept


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
