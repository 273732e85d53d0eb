"""The gate before composing: how well what is found must fit, and that more of it declines more."""

from pathlib import Path

import pytest

from bot.answer import Answer
from bot.build import Program
from bot.events import Question
from bot.settings import Settings
from bot.turn import Turn
from vectorstore.article import Article

FERRY = (
    "The ferry Nordlys ran aground off Bergen on Monday. Its captain Ola Vik blamed thick fog."
    " The hull was repaired in Stavanger within a week."
)
QUESTION = "Why did the ferry Nordlys run aground off Bergen?"


def program(data: Path, answer_from: float) -> Program:
    program = Program(Settings(data=data, model="extractive", answer_from=answer_from))
    program.store.archive.put(Article(id="ferry", text=FERRY, title="Ferry runs aground", published="2025-11-11"))
    program.store.archive.put(Article(id="bank", text="The bank cut its rate to 2 %.", published="2025-11-12"))
    program.store.catch_up()
    return program


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def asked(data: Path, answer_from: float, question: str, *history: Turn) -> Answer:
    return program(data, answer_from).chain.invoke(Question(question, history))


def test_the_setting_trades_risk_against_coverage(data: Path) -> None:
    well, badly = QUESTION, "Who won the ferry race of Stavanger in 1998?"
    fits, misfits = (asked(data, 0.5, question).confidence for question in (well, badly))
    assert fits
    assert misfits
    assert 0 < misfits < fits <= 1
    between = (misfits + fits) / 2
    assert [asked(data, between, question).status for question in (well, badly)] == ["answered", "declined"]
    assert [asked(data, 1.0, question).status for question in (well, badly)] == ["declined", "declined"]
    assert asked(data, 0.0, well).status == "answered"


def test_a_follow_up_has_more_support_than_the_same_words_asked_alone(data: Path) -> None:
    history = (Turn("user", QUESTION), Turn("assistant", "Its captain Ola Vik blamed thick fog."))
    leaning = asked(data, 0.0, "and who paid for its new propeller?", *history)
    alone = asked(data, 0.0, leaning.request.query)
    assert leaning.confidence
    assert alone.confidence
    assert leaning.confidence > alone.confidence + 0.1


def test_a_single_article_answers_what_it_tells_and_nothing_else(tmp_path: Path) -> None:
    made = Program(Settings(data=tmp_path, model="extractive"))
    made.store.archive.put(Article(id="ferry", text=FERRY, title="Ferry runs aground", published="2025-11-11"))
    made.store.catch_up()
    told = (
        "Why did the ferry run aground?",
        "Where was the ferry's hull repaired?",
        "Who is the captain of the Nordlys?",
    )
    untold = (
        "How many passengers of the ferry were hurt?",
        "What does a ticket cost?",
        "Who won the chess cup of Lima?",
    )
    assert [made.chain.invoke(Question(one)).status for one in told] == ["answered"] * 3
    assert [made.chain.invoke(Question(one)).status for one in untold] == ["declined"] * 3


def test_small_talk_has_no_confidence(data: Path) -> None:
    answer = asked(data, 0.5, "thanks!")
    assert (answer.status, answer.confidence) == ("chat", None)


def test_a_name_in_another_spelling_is_no_unknown_name(data: Path) -> None:
    made = program(data, 0.6)
    text = "Muammar Qaddafi ruled Libya from a tent. Colonel Qaddafi was killed near Sirte after a siege of weeks."
    made.store.archive.put(Article(id="libya", text=text, title="Qaddafi is killed", published="2025-11-11"))
    made.store.catch_up()
    for name in ("Qaddafi", "Gadhafi"):
        answer = made.chain.invoke(Question(f"Where was Colonel {name} killed?"))
        assert answer.status == "answered"
        assert "Sirte" in answer.text
    assert made.chain.invoke(Question("Where was Colonel Gartafo killed?")).status == "declined"
    made.store.archive.remove("libya")
    made.store.catch_up()


def test_only_what_is_near_is_named_as_the_nearest(data: Path) -> None:
    near = asked(data, 1.0, "How many passengers did the ferry Nordlys carry when it ran aground off Bergen?").declined
    assert near
    assert near.nearest[0].quote == "The ferry Nordlys ran aground off Bergen on Monday."
    assert near.nearest[0].quote in near.message
    far = asked(data, 1.0, "Which singer won the chess cup of Lima?").declined
    assert far
    assert far.nearest == ()
    assert far.message == "The loaded articles don't say."
