"""`--as-of`: what could have been read at a moment, and nothing of what came later, in any field of the answer.

Every version of every story says a word that no other says. Whichever moment is asked about, the words of the versions
that came later must stand nowhere in the answer's document.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import hypothesis.strategies as st
import pytest
from contract import broken
from hypothesis import HealthCheck, given, settings

from bot.answer import Answer
from bot.build import Program
from bot.events import Question
from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.finding.search import SearchRequest
from vectorstore.language.moment import VersionTimes, valid

TOPICS = ("ferry", "harbour", "bakery", "museum", "bridge", "choir")
# published, modified, loaded of each version, and the moment from which it counts.
HISTORIES = (
    (("2025-11-03", None, "2025-11-20", "2025-11-03"), ("2025-11-03", "2025-11-06", "2025-11-20", "2025-11-06")),
    (
        ("2025-11-04T08:00:00+00:00", None, "2025-11-20", "2025-11-04T08:00:00+00:00"),
        ("2025-11-04T08:00:00+00:00", "2025-11-05T23:30:00-05:00", "2025-11-20", "2025-11-06T04:30:00+00:00"),
        ("2025-11-04T08:00:00+00:00", "2025-11-09T00:20:00+09:00", "2025-11-20", "2025-11-08T15:20:00+00:00"),
    ),
    ((None, None, "2025-11-05T10:00:00+00:00", "2025-11-05T10:00:00+00:00"), (None, None, "2025-11-07", "2025-11-07")),
    # The page repeats the day of its first version: only the loading tells when the second one came.
    (("2025-11-02", None, "2025-11-02", "2025-11-02"), ("2025-11-02", None, "2025-11-08", "2025-11-08")),
    (("2025-11-10", None, "2025-11-20", "2025-11-10"),),
    (
        ("2025-11-05", "2025-11-07", "2025-11-20", "2025-11-07"),
        ("2025-11-05", "2025-11-12", "2025-11-20", "2025-11-12"),
    ),
)
MOMENTS = [f"2025-11-{day:02}{time}" for day in range(1, 14) for time in ("", "T00:00:00+00:00", "T18:00:00-03:00")]
NAMES = {(topic, number): f"{topic}{'xyz'[number - 1] * 3}" for topic in TOPICS for number in (1, 2, 3)}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    data = tmp_path_factory.mktemp("data")
    program = Program(Settings(data=data, model="extractive", threads=2))
    for topic, history in zip(TOPICS, HISTORIES, strict=True):
        for number, (published, modified, _, _) in enumerate(history, 1):
            name = NAMES[topic, number]
            text = f"The {topic} of Norwick was closed by inspector {name.title()}. Nobody was hurt there, {name} said."
            article = Article(
                topic, text, f"The {topic}, {name}", None, (name,), published, modified, f"The {topic} Post"
            )
            program.store.archive.put(article)
    with closing(sqlite3.connect(data / "archive.sqlite3")) as db, db:
        for topic, history in zip(TOPICS, HISTORIES, strict=True):
            for number, (_, _, loaded, _) in enumerate(history, 1):
                moment = loaded if "T" in loaded else f"{loaded}T00:00:00+00:00"
                db.execute("UPDATE version SET loaded = ? WHERE article_id = ? AND number = ?", (moment, topic, number))
    program.store.catch_up()
    yield program
    program.store.close()


def later(as_of: str) -> set[str]:
    """The names that nobody could have read."""
    return {
        NAMES[topic, number]
        for topic, history in zip(TOPICS, HISTORIES, strict=True)
        for number, (*_, counts) in enumerate(history, 1)
        if not had_come(counts, as_of)
    }


def had_come(counts: str, as_of: str) -> bool:
    if "T" not in as_of:  # a day, up to its end, by the calendar of the outlet
        local = {"2025-11-06T04:30:00+00:00": "2025-11-05", "2025-11-08T15:20:00+00:00": "2025-11-09"}.get(counts)
        return (local or counts[:10]) <= as_of
    utc = as_of.replace("T18:00:00-03:00", "T21:00:00")[:19]
    # A day alone counts from its beginning where the question is asked.
    shift = "T03:00:00" if as_of.endswith("-03:00") else "T00:00:00"
    return (counts[:19] if "T" in counts else counts + shift) <= utc


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(MOMENTS),
    st.sampled_from(TOPICS),
    st.sampled_from(
        ["Who closed the {}?", "What is the latest on the {}?", "Why was the {} closed on 7 November?", "?"]
    ),
    st.sampled_from([{}, {"since": "2025-11-06"}, {"until": "2025-11-04"}, {"outlets": ("The ferry Post",)}]),
)
def test_nothing_later_stands_anywhere(
    program: Program, as_of: str, topic: str, question: str, filters: dict[str, str]
) -> None:
    request = SearchRequest("", as_of=as_of, **filters)
    answer: Answer = program.chain.invoke(Question(question.format(topic), (), request))
    document = answer.document()
    written = json.dumps(document, ensure_ascii=False).lower()
    assert not [name for name in later(as_of) if name in written]
    assert broken(document, program.store.archive) == []
    assert document["search"]["as_of"] == as_of


@pytest.mark.parametrize("as_of", MOMENTS)
def test_what_had_come_is_found_in_the_version_of_that_moment(program: Program, as_of: str) -> None:
    answer: Answer = program.chain.invoke(
        Question("Who closed the place in Norwick?", (), SearchRequest("", as_of=as_of))
    )
    come = {
        topic: number
        for topic, history in zip(TOPICS, HISTORIES, strict=True)
        for number, (*_, counts) in enumerate(history, 1)
        if had_come(counts, as_of)
    }
    assert {one.passage.article_id: one.passage.version for one in answer.evidence} == come


def test_without_a_moment_the_latest_versions_are_found(program: Program) -> None:
    answer: Answer = program.chain.invoke(Question("Who closed the place in Norwick?"))
    found = {one.passage.article_id: one.passage.version for one in answer.evidence}
    assert found == {topic: len(history) for topic, history in zip(TOPICS, HISTORIES, strict=True)}


def test_a_page_modified_before_it_was_published_is_not_read_before_that() -> None:
    draft = VersionTimes("a", 1, "2025-11-05", "2025-11-03", "2025-11-20T00:00:00+00:00", "")
    assert valid([draft], "2025-11-04") == {}
    assert valid([draft], "2025-11-05") == {"a": draft}
