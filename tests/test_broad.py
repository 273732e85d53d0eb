"""Broad questions: what is one, and the form of its answer: a story, voices, outlets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.build import Program
from bot.events import Question
from bot.question.broad import Form, form, topic
from bot.settings import Settings
from bot.terminal import answer_text
from bot.turn import Turn
from bot.web import markdown
from vectorstore.article import Article

STRIKE = {
    "2025-11-03": "Tram drivers in Norwick began a strike over pay on Monday. Norwick was founded in 1123.",
    "2025-11-05": "Norwick's tram company offered the striking drivers 3 percent more on Wednesday.",
    "2025-11-07": "The tram drivers of Norwick rejected the offer and extended their strike.",
    "2025-11-10": "The tram strike in Norwick ended on Monday after both sides agreed on 5 percent.",
}
OTHER = "A bakery in Molde won a prize for its bread. The baker thanked her mother."


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(Settings(data=Path(tmp_path_factory.mktemp("data")), model="extractive"))
    for day, text in STRIKE.items():
        title = "Tram strike in Norwick"
        program.store.archive.put(Article(id=day, text=text, title=title, outlet="The Post", published=day))
    program.store.archive.put(Article(id="bakery", text=OTHER, title="Prize for a bakery", published="2025-11-04"))
    program.store.catch_up()
    return program


@pytest.mark.parametrize(
    ("question", "asked", "about"),
    [
        ("timeline of the tram strike in Norwick", "story", "the tram strike in Norwick"),
        ("Give me a timeline of events for the tram strike", "story", "the tram strike"),
        ("Catch me up on the tram strike", "story", "the tram strike"),
        ("What's new on the tram strike?", "story", None),
        ("Any news about the tram strike?", "story", None),
        ("latest on the tram strike", "story", None),
        ("What has happened in the strike since Wednesday?", "story", None),
        ("What do they say about the tram strike?", "voices", "the tram strike?"),
        ("what are people saying about the tram strike", "voices", "the tram strike"),
        ("Reactions to the tram strike", "voices", "the tram strike"),
        ("what were the first reactions to the offer?", "voices", "the offer?"),
        ("How did the world react to the tram strike?", "voices", "the tram strike?"),
        ("What have experts said about trams?", "voices", "trams?"),
        ("who said what about the offer?", "voices", "the offer?"),
        ("What do the papers say about the tram strike?", "outlets", "the tram strike?"),
        ("How are the different outlets covering the strike?", "outlets", "the strike?"),
    ],
)
def test_a_broad_question_is_known(question: str, asked: Form, about: str | None) -> None:
    assert form(question) == asked
    assert topic(question) == (about or question)


@pytest.mark.parametrize(
    "question",
    [
        "Why did the tram drivers strike?",
        "What's the latest book of Ida Lund?",
        "What happened to the tram drivers?",
        "Who wrote the new timeline feature?",
        "What new trams did Norwick buy?",
        "What did the director say about the offer?",
        "How did the drivers react to the offer?",
        "What is Norway's reaction to the closure?",
    ],
)
def test_any_other_question_is_not(question: str) -> None:
    assert form(question) is None


@pytest.mark.parametrize("question", ["timeline of the tram strike in Norwick", "Catch me up on the tram strike"])
def test_a_story_is_told_in_order_each_entry_with_its_day(program: Program, question: str) -> None:
    answer = program.chain.invoke(Question(question))
    assert answer.request.broad
    assert [one.article_id for one in answer.citations] == list(STRIKE)
    days = ["(3 November 2025) ", "(5 November 2025) ", "(7 November 2025) ", "(10 November 2025) "]
    assert all(one.text.startswith(day) for one, day in zip(answer.sentences, days, strict=True))
    assert all(one.verdict and one.verdict.standing == "supported" for one in answer.sentences)
    assert answer.dropped == ()


def test_a_follow_up_takes_the_story_and_not_its_form(program: Program) -> None:
    history = (Turn("user", "timeline of the tram strike in Norwick"), Turn("assistant", "Drivers began a strike."))
    query = program.chain.invoke(Question("and why did it end?", history)).request.query
    assert "Norwick" in query
    assert "timeline" not in query


VOICES = (
    "Mayor Ada Lund called the tram strike in Norwick a disgrace. Trams have run in Norwick since 1911.",
    "Bo Ryd of the drivers' union said that the tram strike in Norwick should go on until summer.",
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    made = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive", threads=1))
    for number, text in enumerate(VOICES, 3):
        day, outlet = f"2025-11-0{number}", ("The Post", "The Herald")[number - 3]
        made.store.archive.put(Article(id=outlet, text=text, title="Tram strike", outlet=outlet, published=day))
    made.store.archive.put(Article(id="bakery", text=OTHER, title="Prize for a bakery", published="2025-11-04"))
    made.store.catch_up()
    yield made
    made.store.close()


def test_who_names_a_new_topic_for_a_form_leaves_the_old_one(papers: Program) -> None:
    history = (Turn("user", "which bakery in Molde won a prize?"), Turn("assistant", "A bakery in Molde won a prize."))
    question = "reactions to the tram strike"
    assert papers.chain.invoke(Question(question, history)).request.query == question
    assert "Molde" in papers.chain.invoke(Question("reactions to it?", history)).request.query
    since = (*history, Turn("user", question), Turn("assistant", "Mayor Ada Lund called it a disgrace."))
    query = papers.chain.invoke(Question("why did it begin?", since)).request.query
    assert "tram" in query
    assert "bakery" not in query


def test_what_was_said_has_no_labels(papers: Program) -> None:
    answer = papers.chain.invoke(Question("reactions to the tram strike in Norwick"))
    assert answer.said.startswith("Mayor Ada Lund")


@pytest.mark.parametrize(
    "question", ["reactions to the tram strike in Norwick", "what do the papers say about the tram strike in Norwick?"]
)
def test_each_voice_and_each_outlet_has_an_entry_with_its_outlet_and_day(papers: Program, question: str) -> None:
    answer = papers.chain.invoke(Question(question))
    assert [one.label for one in answer.sentences] == ["The Post, 3 November 2025", "The Herald, 4 November 2025"]
    assert [one.text.split(") ", 1)[1] for one in answer.sentences] == [VOICES[0].split(". ")[0] + ".", VOICES[1]]
    assert all(one.entry for one in answer.sentences)


def test_entries_are_paragraphs_on_the_page_and_in_the_terminal(papers: Program) -> None:
    answer = papers.chain.invoke(Question("reactions to the tram strike in Norwick"))
    shown = markdown.answer(None, answer.sentences, answer.citations).split("\n\n")
    assert [one[:18] for one in shown[:2]] == ["(The Post, 3 Novem", "(The Herald, 4 Nov"]
    assert answer_text(answer).split("\n\n")[1].startswith("(The Herald, 4 November 2025) Bo Ryd")
