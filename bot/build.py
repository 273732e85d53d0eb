"""The one place that puts the program together: settings become finished parts.

Here, and where an editor loads articles, `ingest` and `bot` meet.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.settings import Settings, SettingsError
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.embedding import Embedder, EmbeddingError, OnnxEmbedder
from vectorstore.embedding_process import EmbeddingProcess
from vectorstore.indexes.ahead import model_key
from vectorstore.indexes.indexing import Progress
from vectorstore.indexes.vectors import NoVectorsError, VectorIndexes
from vectorstore.models import BGE_SMALL, ModelMissingError, fetch_model, require_whole
from vectorstore.store import ARCHIVE, IndexingElsewhereError, Store, VectorsUnwrittenError

# LangChain and trafilatura are slow to import: only the commands that need one wait for it.
if TYPE_CHECKING:
    from bot.chain import AnswerChain
    from bot.engines.engine import Engine
    from ingest.hints import Hints
    from ingest.pipeline import Item
    from vectorstore.health import Check

EVIDENCE = 16  # passages of about 120 words: somewhat over 1,500 words
_LANDED = 200  # articles between two times that the indexes catch up
_BEGUN = 20  # articles between two times that it is looked whether there is something to embed meanwhile


@dataclass(frozen=True)
class Program:
    """Dateline with its settings: what every command and the page work with."""

    settings: Settings

    @cached_property
    def store(self) -> Store:
        """The data folder."""
        settings = self.settings
        embedder, indexes, apart = _embedder(settings), _served_indexes(settings), _apart(settings)
        return Store(settings.data, embedder, settings.passage_words, settings.lock_timeout, indexes, apart)

    @cached_property
    def reader(self) -> CrossEncoder:
        """What reads a question and a statement together."""
        from bot.engines.ranking import READER

        return CrossEncoder(READER, self.settings.cache, self.settings.threads)

    @cached_property
    def chain(self) -> "AnswerChain":
        """What answers questions."""
        return self._answering(_chat_model(self.settings))

    @cached_property
    def plain_chain(self) -> "AnswerChain":
        """The same without a chat model: for questions that nobody has asked."""
        return self._answering(None)

    def _answering(self, chat_model: "Engine | None") -> "AnswerChain":
        from bot.chain import AnswerChain
        from bot.decline import Gate
        from bot.engines.extractive import ExtractiveEngine
        from vectorstore.finding.retriever import NewsRetriever

        retriever = NewsRetriever(store=self.store, limit=EVIDENCE)
        extractive = ExtractiveEngine(self.store, self.reader)
        gate = Gate(self.store, self.reader, self.settings.answer_from)
        return AnswerChain(retriever, gate, chat_model or extractive, extractive)

    def heal(self, say: Callable[[str], None]) -> bool:
        """Make findable what a broken-off load or a lost index left behind, and say so; False where another process
        is at it, or the server with the vectors does not answer.
        """
        if self.store.archive.count() == 0:
            return True
        try:
            self.store.reach()
        except NoVectorsError as error:
            say(f"{error} Until then, words alone find.")
            with suppress(IndexingElsewhereError, VectorsUnwrittenError):
                self.store.catch_up(wait=False)
            return False
        if not (faults := self.store.faults()):
            return True
        say(f"Healing from the archive, where every article is safe: {'; '.join(faults)} …")
        try:
            self.store.catch_up(wait=False)
        except IndexingElsewhereError:
            say("Another process is indexing: what it has not reached yet is not found.")
            return False
        except VectorsUnwrittenError as error:
            say(str(error))
            return False
        finally:
            self.store.rest()
        return True

    def load(self, sources: Sequence[str], hints: "Hints", progress: Progress | None = None) -> "Iterator[Item]":
        """Load sources, giving each item as it lands; by the end everything that landed can be found.

        What lands in a load that is broken off becomes findable with the next one.
        """
        from ingest.fetch import Fetcher
        from ingest.pipeline import load

        settings = self.settings
        fetcher = Fetcher(
            allowed_hosts=settings.allowed_hosts, timeout_s=settings.fetch_timeout, max_bytes=settings.fetch_bytes
        )
        waiting, followed = 0, False
        try:
            with self.store.database.many_writes():
                for item in load(sources, hints, fetcher, self.store.archive, settings.workers):
                    yield item
                    if item.outcome in ("added", "updated"):
                        self.store.embedder.require()  # before much lands that cannot be found
                        waiting, followed = waiting + 1, False
                        if waiting % _BEGUN == 0:
                            self.store.embed_ahead()
                    if waiting >= _LANDED:
                        with suppress(VectorsUnwrittenError):  # said once all have landed
                            self.store.catch_up(progress)
                            followed = True
                        waiting = 0
                if not followed and self.store.behind:  # asking loads the graph a second time
                    self.store.catch_up(progress)
        finally:
            self.store.rest()

    def reindex(self, progress: Progress | None = None) -> int:
        """Build the indexes anew beside those that serve; how many passages they hold."""
        try:
            return self.store.reindex(progress)
        finally:
            self.store.rest()

    def restore(self, file: Path, say: Callable[[str], None]) -> None:
        """Bring back a backup, and make it findable."""
        from vectorstore.backup import restore

        settings = self.settings
        model = model_key(_embedder(settings))
        kept = restore(file, settings.data / ARCHIVE, settings.passage_words, model)
        if kept:
            say(f"What was there is kept in {kept}.")
        self.heal(say)

    def checks(self) -> "Iterator[Check]":
        """Look at everything that a command needs; what is found wrong is told, not raised."""
        from vectorstore.health import Check, check_store

        yield Check("settings", "all known, and all fit")
        try:
            require_whole(BGE_SMALL, self.settings.cache)
            self.store.embedder.embed_query("Does the model answer?")
        except ModelMissingError as error:
            yield Check("embedding model", str(error), "run `dateline setup`")
        except EmbeddingError as error:
            yield Check("embedding model", str(error), "correct what it names")
        else:
            yield Check("embedding model", f"{self.settings.embedding} answers")
        yield from check_store(self.store)

    def remove(self, article_id: str) -> bool:
        """Remove an article and what is found of it; False where there is none."""
        removed = self.store.archive.remove(article_id)
        if removed:
            # What is gone from the archive is found no more; whoever is indexing now, or next, clears the indexes.
            with suppress(IndexingElsewhereError, VectorsUnwrittenError):
                self.store.catch_up(wait=False)
        return removed

    def ids_of(self, urls: Iterable[str]) -> dict[str, str]:
        """The ids of the loaded articles at these addresses, however they are written; others are left out."""
        from ingest.identity import canonical_url

        loaded = [one.article for one in self.store.archive.articles() if one.article.url]
        ids = {canonical_url(article.url or ""): article.id for article in loaded}
        found = {}
        for url in urls:
            with suppress(ValueError):  # not an address, so it names no article
                found[url] = ids.get(canonical_url(url), "")
        return {url: article_id for url, article_id in found.items() if article_id}

    def config(self) -> dict[str, str | int]:
        """What a run depends on, for its record."""
        store = self.store
        return {
            "version": version("dateline"),
            "engine": self.chain.engine,
            "embedding": f"{store.embedder.name} {store.embedder.fingerprint}",
            "passage_words": self.settings.passage_words,
            "evidence": EVIDENCE,
            "articles": store.archive.count(),
            "corpus": store.archive.digest(),
        }

    def set_up(self, say: Callable[[str], None]) -> Path:
        """Fetch the model, which reads questions even where a service embeds. Raises `ModelMissingError`."""
        return fetch_model(BGE_SMALL, self.settings.cache, self.settings.models, say)


def _embedder(settings: Settings) -> Embedder:
    if model := _remote_embedding(settings):
        from vectorstore.remote_embedding import RemoteEmbedder

        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        return RemoteEmbedder(model, settings.openai_base_url, key, settings.model_timeout)
    return OnnxEmbedder(settings.cache, settings.threads)


def _apart(settings: Settings) -> EmbeddingProcess | None:
    return None if _remote_embedding(settings) else EmbeddingProcess(settings.cache, settings.threads)


def _remote_embedding(settings: Settings) -> str | None:
    """The name of the service's model, or None for the model on this machine; raises `SettingsError`."""
    if settings.embedding == BGE_SMALL.name:
        return None
    provider, _, model = settings.embedding.partition(":")
    if provider != "openai" or not model:
        raise SettingsError(
            f"DATELINE_EMBEDDING={settings.embedding!r} does not fit: give {BGE_SMALL.name} or openai:MODEL."
        )
    return model


def _served_indexes(settings: Settings) -> VectorIndexes | None:
    """The vectors on a Chroma server, or None for those in the data folder; raises `SettingsError`."""
    if not settings.chroma_url:
        return None
    from vectorstore.indexes.chroma_server import ChromaServer
    from vectorstore.indexes.dense_server import ServedIndexes

    token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
    if not _is_server(settings.chroma_url):  # the value is not shown: it may hold a password
        raise SettingsError(
            "DATELINE_CHROMA_URL does not fit: give http://HOST:PORT or https://HOST;"
            " a key goes into DATELINE_CHROMA_TOKEN."
        )
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise SettingsError("DATELINE_CHROMA_TOKEN does not fit: it has characters that no key has.")
    return ServedIndexes(ChromaServer(settings.chroma_url, token, settings.chroma_tenant, settings.chroma_database))


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_fits = parts.port != 0
    except ValueError:
        return False
    extra = parts.username is not None or parts.query or parts.fragment
    return port_fits and parts.scheme in ("http", "https") and bool(parts.hostname) and not extra


def _chat_model(settings: Settings) -> "Engine | None":
    if settings.model == "extractive" or not (settings.model or settings.openai_api_key):
        return None
    from bot.engines.chat_model import chat_model_engine

    return chat_model_engine(settings)
