"""Checks of a data folder: each says what it looked at, what is wrong, and what to do about it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vectorstore.database import ArchiveError
from vectorstore.indexes.ahead import model_key
from vectorstore.indexes.lexical import WordIndex
from vectorstore.indexes.position import DamagedIndexError
from vectorstore.indexes.reading import index_folder
from vectorstore.indexes.vectors import NoVectorsError, VectorIndex
from vectorstore.ledger import State
from vectorstore.store import Store

_LITTLE_ROOM = 500_000_000  # bytes
_LOOKED_AT = 5  # vectors that must find themselves
_AMONG = 50


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at and what was found; `remedy` is empty where all is well."""

    name: str
    found: str
    remedy: str = ""

    @property
    def healthy(self) -> bool:
        """Whether nothing is to be done."""
        return not self.remedy


def check_store(store: Store) -> Iterator[Check]:
    """Look at the folder, the archive and both indexes; never raises what it looks for."""
    yield _folder(store)
    archive = _archive(store)
    yield archive
    if not archive.healthy:
        return
    state = store.ledger.state()
    yield _edition(store, state)
    vectors, words = store.indexes.index(state), WordIndex(index_folder(store.folder, state) / "words")
    passages = store.ledger.count(state.edition)
    yield _index("word index", words, state, passages, lambda: None)
    try:
        yield _index("vector index", vectors, state, passages, lambda: _lost(store, vectors, state))
    except NoVectorsError as error:
        yield Check("vector index", str(error), "do what the message says; until then, words alone find")
    vectors.close()


def _folder(store: Store) -> Check:
    name = "data folder"
    if not os.access(store.folder, os.W_OK):
        return Check(name, f"{store.folder} cannot be written", "give the right to write there; questions still work")
    free = shutil.disk_usage(store.folder).free
    if free < _LITTLE_ROOM:
        return Check(name, f"{free // 1_000_000} MB are free at {store.folder}", "make room before loading more")
    return Check(name, f"{store.folder}, {free // 1_000_000_000} GB free")


def _archive(store: Store) -> Check:
    try:
        faults = store.database.faults()
    except ArchiveError as error:
        return Check("archive", str(error), "do what the message says")
    if faults:
        return Check(
            "archive", f"damaged ({faults[0].splitlines()[-1]})", "bring back a backup with `dateline restore FILE`"
        )
    return Check("archive", f"{store.archive.count()} articles, whole")


def _edition(store: Store, state: State) -> Check:
    name, edition = "passages and model", state.edition
    reindex = "run `dateline reindex`, or set it back"
    if edition.model != model_key(store.embedder):
        return Check(name, f"vectors by {edition.model}, but set is {model_key(store.embedder)}", reindex)
    if edition.passage_words != store.passage_words:
        found = f"passages of about {edition.passage_words} words, but DATELINE_PASSAGE_WORDS is {store.passage_words}"
        return Check(name, found, reindex)
    if uncut := store.editions.uncut(edition):
        return Check(name, f"{len(uncut)} articles have no passages", "run `dateline reindex`")
    if unread := store.events.unread():
        found = f"the dates in {unread} passages are not read yet"
        return Check(name, found, "ask a question or load something: they are read then")
    if unread := store.copies.unread():
        found = f"{unread} articles are not compared with the others yet"
        return Check(name, found, "ask a question or load something: they are compared then")
    return Check(name, f"about {edition.passage_words} words, vectors by {edition.model}")


def _index(
    name: str, index: WordIndex | VectorIndex, state: State, passages: int, lost: Callable[[], str | None]
) -> Check:
    behind = "ask a question or load something: what is missing is added (or run `dateline reindex`)"
    position = index.position
    if position is None or position.archive != state.archive:
        return Check(name, "not built yet", behind) if passages else Check(name, "nothing to index yet")
    if why := index.fault():
        return Check(name, f"damaged: {why}", "run `dateline reindex`")
    try:
        index.open()
        held = index.count()
        if position.generation != state.generation and held != passages:
            return Check(name, f"behind the archive: holds {held} of {passages} passages", behind)
        if held != passages:
            return Check(name, f"holds {held} passages, the archive {passages}", "run `dateline reindex`")
        if why := lost():
            return Check(name, why, "run `dateline reindex`")
    except DamagedIndexError as error:
        return Check(name, str(error), "run `dateline reindex`")
    return Check(name, f"{held} passages, whole")


def _lost(store: Store, index: VectorIndex, state: State) -> str | None:
    """Whether some passages are not found by their own vectors."""
    there = (store.ledger.changes(state.edition, 0, state.generation) or ([], []))[0]
    some = there[:: max(1, len(there) // _LOOKED_AT)]
    for number, vector in store.ledger.passage_vectors(state.edition.model, some).items():
        if number not in index.search(vector, _AMONG):
            return f"passage {number} is not found by its own vector"
    return None
