"""Errors sorted in one place: what kind each is, and the exit status it ends a command with.

An error that is not here is a fault of Dateline and is shown whole.
"""

from dataclasses import dataclass


class UsageError(Exception):
    """The command cannot be run as it was typed; the message says why."""


class NoStoreError(Exception):
    """There is nothing loaded where the command looks."""


class UnknownArticleError(Exception):
    """There is no such article, or no such version of it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as a user meets it."""

    kind: str
    message: str
    status: int


def explained(error: Exception) -> Failure | None:
    """The failure that an error is to a user; None for a fault of ours."""
    for known, kind, status in _kinds():
        if isinstance(error, known):
            return Failure(kind, str(error), status)
    if isinstance(error, OSError):
        return Failure("system", f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.", 1)
    return None


def _kinds() -> tuple[tuple[type[Exception], str, int], ...]:
    # Slow to import, and needed only when something has failed.
    from bot.evaluation.baseline import NotComparableError
    from bot.evaluation.gate import GateError
    from bot.evaluation.question_set import QuestionSetError
    from bot.events import QuestionError
    from bot.settings import SettingsError
    from bot.turn import HistoryError
    from bot.verify.pairs import PairsError
    from vectorstore.backup import BackupError
    from vectorstore.database import ArchiveError
    from vectorstore.embedding import EmbeddingError
    from vectorstore.models import ModelMissingError
    from vectorstore.store import StoreError

    return (
        (UsageError, "wrong_use", 2),
        (QuestionSetError, "question_set", 2),
        (GateError, "gate", 2),
        (PairsError, "pairs", 2),
        (NotComparableError, "not_comparable", 3),
        (SettingsError, "setting", 2),
        (HistoryError, "history", 1),
        (QuestionError, "question", 1),
        (NoStoreError, "no_store", 1),
        (UnknownArticleError, "unknown_article", 1),
        (ModelMissingError, "model_missing", 1),
        (EmbeddingError, "embedding", 1),
        (ArchiveError, "archive", 1),
        (BackupError, "backup", 1),
        (StoreError, "store", 1),
    )
