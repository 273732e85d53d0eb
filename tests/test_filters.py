"""Filters and the latest: what a question's words and the reader's options let through, and what is said then."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from contract import broken

from bot.answer import Answer
from bot.build import Program
from bot.events import Question, QuestionError
from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.finding.search import SearchRequest, search

ASKED = "2025-11-14"  # a Friday
STORIES = (
    ("tuesday", "The Post", "2025-11-12T23:30:00-05:00", "The council of Norwick sold the old ferry on Tuesday."),
    ("october", "The Ledger", "2025-10-20", "The council of Norwick bought a new ferry for the harbour."),
    ("recalls", "The Post", "2025-11-13", "The ferry of Norwick has been in use since the flood of 3 March 2019."),
    ("longago", "The Ledger", "2019-03-05", "A flood sank the ferry of Norwick, and the council promised another."),
    ("undated", "The Post", None, "The ferry of Norwick carries forty people and two carts."),
    ("future", "The Post", "2025-10-01", "The museum of Norwick will show whales from 20 November 2025."),
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive", threads=2))
    for name, outlet, published, text in STORIES:
        program.store.archive.put(Article(name, text, "Norwick", outlet=outlet, published=published))
    program.store.catch_up()
    yield program
    program.store.close()


def ask(program: Program, question: str, as_of: str = ASKED, **filters: Any) -> Answer:
    answer: Answer = program.chain.invoke(Question(question, (), SearchRequest("", as_of=as_of, **filters)))
    assert broken(answer.document(), program.store.archive) == []
    return answer


def found(program: Program, **filters: Any) -> set[str]:
    request = SearchRequest("What became of the ferry of Norwick?", **filters)
    return {one.passage.article_id for one in search(program.store, request, 10).evidence}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, {name for name, *_ in STORIES}),
        ({"since": "2025-11-11", "until": "2025-11-11"}, {"tuesday"}),
        ({"since": "2025-11-12", "until": "2025-11-12"}, {"tuesday"}),
        ({"since": "2025-10-20", "until": "2025-10-31"}, {"october"}),
        ({"since": "2025-11-01", "as_of": ASKED}, {"tuesday", "recalls"}),
        ({"until": "2019-12-31"}, {"longago", "recalls"}),
        ({"since": "2019-03-03", "until": "2019-03-03"}, {"recalls"}),
        ({"since": "2025-11-20", "until": "2025-11-20"}, {"future"}),
        ({"outlets": ("the ledger",)}, {"october", "longago"}),
        ({"outlets": ("The Ledger",), "since": "2025-01-01"}, {"october"}),
        ({"as_of": "2025-10-20"}, {"october", "longago", "future"}),
        ({"since": "2031-01-01"}, set()),
    ],
)
def test_a_filter_lets_through_what_was_published_in_it_or_tells_of_it(
    program: Program, filters: dict[str, Any], names: set[str]
) -> None:
    assert found(program, **filters) == names


def test_a_day_of_the_question_finds_the_report_that_says_on_tuesday(program: Program) -> None:
    answer = ask(program, "What happened on 11 November?")
    assert (answer.request.since, answer.request.until) == ("2025-11-11", "2025-11-11")
    assert answer.citations[0].article_id == "tuesday"
    assert answer.notice is None


def test_the_words_of_a_question_give_way_and_it_is_said(program: Program) -> None:
    answer = ask(program, "Who bought a new ferry for the harbour of Norwick yesterday?")
    assert answer.citations[0].article_id == "october"
    assert answer.request.since is None
    assert answer.notice is not None
    assert "13 November 2025" in answer.notice


@pytest.mark.parametrize("filters", [{"since": "2025-11-01"}, {"until": "2025-10-01"}, {"outlets": ("The Post",)}])
def test_what_the_reader_asks_for_never_gives_way(program: Program, filters: dict[str, Any]) -> None:
    answer = ask(program, "Who bought a new ferry for the harbour?", **filters)
    assert answer.declined is not None
    assert answer.declined.kind == "outside_filter"
    assert [one.article_id for one in answer.declined.nearest] == ["october"]
    assert not {"october"} & {one.passage.article_id for one in answer.evidence}


def test_what_nobody_says_is_no_matter_of_filters(program: Program) -> None:
    answer = ask(program, "How many rings does Saturn have?", since="2025-11-01")
    assert answer.declined is not None
    assert answer.declined.kind == "no_coverage"


def test_the_reader_is_heard_before_the_question(program: Program) -> None:
    answer = ask(
        program, "What did the council do with the ferry on 11 November?", since="2025-10-01", until="2025-10-31"
    )
    assert (answer.request.since, answer.request.until) == ("2025-10-01", "2025-10-31")


def test_the_latest_comes_first(program: Program) -> None:
    answer = ask(program, "What is the latest on the council of Norwick and the ferry?")
    assert answer.request.latest
    assert answer.evidence[0].passage.article_id in {"tuesday", "recalls"}
    assert answer.evidence[0].score >= answer.evidence[1].score
    assert answer.notice is None


def test_the_latest_that_is_a_week_old_is_said_to_be(program: Program) -> None:
    answer = ask(program, "What is the latest on the council of Norwick and the ferry?", as_of="2025-11-24")
    assert answer.status == "answered"
    assert answer.notice is not None
    assert "12 November 2025" in answer.notice


def test_the_latest_of_long_ago_is_no_latest(program: Program) -> None:
    answer = ask(program, "What is the latest on the council of Norwick and the ferry?", as_of="2026-03-01")
    assert answer.declined is not None
    assert answer.declined.kind == "stale"
    assert "12 November 2025" in answer.declined.message
    assert answer.declined.nearest
    plain = ask(program, "Who sold the old ferry?", as_of="2026-03-01")
    assert plain.status == "answered"
    assert plain.notice is None


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(QuestionError, match="swap"):
        Question("Who won?", (), SearchRequest("", since="2025-11-02", until="2025-11-01"))


def test_reading_dates_goes_on_where_it_broke_off(program: Program) -> None:
    store = program.store
    with closing(sqlite3.connect(store.database.path, isolation_level=None)) as db:
        whole = db.execute("SELECT * FROM event ORDER BY 1, 2, 3").fetchall()
        assert len(whole) == 3
        db.execute("UPDATE passage SET dated = 0 WHERE id % 2")
        db.execute("DELETE FROM event WHERE passage_id % 2 AND first < '2025'")
        assert store.faults() == [f"the dates in {(len(STORIES) + 1) // 2} passages are not read yet"]
        store.catch_up()
        assert db.execute("SELECT * FROM event ORDER BY 1, 2, 3").fetchall() == whole
    assert store.faults() == []


def test_removing_an_article_removes_its_dates(program: Program) -> None:
    store = program.store
    store.archive.put(Article("gone", "The lighthouse of Norwick fell on 7 July 2007.", published="2025-11-01"))
    store.catch_up()
    with closing(sqlite3.connect(store.database.path)) as db:
        assert db.execute("SELECT count(*) FROM event WHERE first = '2007-07-07'").fetchone() == (1,)
        store.archive.remove("gone")
        assert db.execute("SELECT count(*) FROM event WHERE first = '2007-07-07'").fetchone() == (0,)
    store.catch_up()
