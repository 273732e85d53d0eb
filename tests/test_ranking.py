"""Which statement answers: read behind its headline, by what is asked of a name, and of the event that is meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.engines.ranking import READER, Features, described
from bot.question.conversation import Understood
from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.embedding import OnnxEmbedder
from vectorstore.finding.search import SearchRequest, search
from vectorstore.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, OnnxEmbedder(Settings().cache, threads=2), 120, 5)


def put(store: Store, name: str, title: str, text: str, published: str = "2025-11-12") -> None:
    store.archive.put(Article(id=name, title=title, text=text, outlet="The Post", published=published))


def features(store: Store, question: str, best: str = "") -> dict[str, Features]:
    """What speaks for the statement of each article; the passage of the article `best` is taken to be the best."""
    store.catch_up()
    evidence = search(store, SearchRequest(question), 10).evidence
    marked = [replace(one, score=1.0 if one.stored.article.id == best else one.score / 2) for one in evidence]
    reader = CrossEncoder(READER, Settings().cache, threads=2)
    return {
        one.quoted.stored.article.id: told
        for one, told in described(store, reader, Understood(question, question), None, marked, read=10)
    }


def test_a_statement_is_read_behind_its_headline(store: Store) -> None:
    put(store, "orlov", "Minister Orlov resigns over the ferry contract", "He will step down before the year ends.")
    put(store, "brandt", "Coach Brandt leaves the national football team", "She will step down before the year ends.")
    put(store, "others", "A meeting", "In the park Orlov and Brandt were seen with each other.")
    for asked, other in (("orlov", "brandt"), ("brandt", "orlov")):
        found = features(store, f"When will {asked.capitalize()} step down?")
        assert found[asked].answers > found[other].answers
        assert abs(found[asked].likeness - found[other].likeness) < 0.05
        assert found[asked].other_words == found[other].other_words > found[other].words


def test_statements_older_than_the_best_passage_count_less_and_newer_ones_do_not(store: Store) -> None:
    text = "The river race was won by the crew of {} on Sunday."
    put(store, "old", "The river race of Norwick", text.format("Halden"), "2014-06-02")
    put(store, "new", "The river race of Norwick", text.format("Lund"), "2025-06-01")
    found = features(store, "Who won the river race?", best="new")
    assert (found["new"].older, found["old"].older) == (0.0, 1.0)
    found = features(store, "Who won the river race?", best="old")
    assert (found["new"].older, found["old"].older) == (0.0, 0.0)


def test_names_are_what_articles_write_with_a_capital(store: Store) -> None:
    put(store, "ferry", "A ferry", "In the harbour Orlov stopped the ferry. People said that Orlov had no choice.")
    store.catch_up()
    assert store.names("why did orlov stop the ferry") == {"orlov"}
    assert store.names("why did ORLOV stop the Ferry") == {"orlov"}
    assert store.names("") == frozenset()
    assert store.names("the harbour") == frozenset()
