"""Outlets whose word a question asks for, in a question and over a conversation."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer
from bot.build import Program
from bot.events import Question
from bot.question.source import may_name_outlet, source, with_source, without_source
from bot.settings import Settings
from bot.turn import Turn
from vectorstore.article import Article

OUTLETS = ["The Tide", "Norwick Post", "Lund Herald", "Coast Herald", "BBC", "People", ""]


@pytest.mark.parametrize(
    ("question", "outlet", "rest"),
    [
        ("What did The Tide write about the ferry?", "The Tide", "What did write about the ferry?"),
        ("what does the norwick post say of it?", "Norwick Post", "what does say of it?"),
        ("Who paid, according to the Post?", "Norwick Post", "Who paid?"),
        ("According to the BBC, who paid?", "BBC", "who paid?"),
        ("What was reported by the Coast Herald?", "Coast Herald", "What was reported by?"),
        ("What is the BBC's report about?", "BBC", "What is report about?"),
        ("What do people say of it, according to the BBC?", "BBC", "What do people say of it?"),
        ("What did People say of the BBC?", None, None),
        ("What do people say about it?", None, None),
        # Two end alike; another is spoken about; two are asked; a word that is no name.
        ("What did the Herald say?", None, None),
        ("Why did the BBC dismiss its head?", None, None),
        ("Do the BBC report and the Coast Herald report agree?", None, None),
        ("What did Ada tell the BBC?", None, None),
        ("How high did the tides go?", None, None),
    ],
)
def test_the_outlet_whose_word_is_asked_for(question: str, outlet: str | None, rest: str | None) -> None:
    assert source(question, OUTLETS) == outlet
    if outlet and rest:
        assert may_name_outlet(question)
        assert without_source(question, outlet) == rest


def test_another_outlet_is_asked_for_by_its_name_alone() -> None:
    assert with_source("and what about the Post?", OUTLETS) == "according to Norwick Post?"
    assert with_source("What about BBC", OUTLETS) == "according to BBC?"
    assert with_source("what about the BBC strike?", OUTLETS) == "what about the BBC strike?"


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_any_question_and_any_outlets_can_be_read(question: str, outlets: list[str]) -> None:
    assert source(question, outlets) in {None, *outlets}
    assert with_source(question, outlets)[:9] in (question[:9], "according")
    for outlet in outlets:
        assert without_source(f"according to {outlet} {question}", outlet) is not None


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    made = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive"))
    for outlet, cause, master in (
        ("The Tide", "its engine failed", "Ada Berg"),
        ("Norwick Post", "it hit a whale", "Ola Vik"),
    ):
        text = f"The ferry to Norwick stopped on Monday because {cause}. Its captain {master} called for help at sea."
        made.store.archive.put(Article(outlet, text, f"Ferry stops: {cause}", published="2025-11-04", outlet=outlet))
    made.store.catch_up()
    yield made
    made.store.close()


def ask(program: Program, *questions: str) -> Answer:
    history = tuple(Turn("user", question) for question in questions[:-1])
    answer: Answer = program.chain.invoke(Question(questions[-1], history))
    return answer


FIRST = "Why did the ferry to Norwick stop, according to The Tide?"


@pytest.mark.parametrize(
    ("questions", "outlets"),
    [
        ((FIRST,), ("The Tide",)),
        ((FIRST, "and who was its captain?"), ("The Tide",)),
        ((FIRST, "what about the Norwick Post?"), ("Norwick Post",)),
        ((FIRST, "what about the Post?", "and who was its captain?"), ("Norwick Post",)),
        ((FIRST, "and what does the Norwick Post say of its captain?"), ("Norwick Post",)),
        (("Why did the ferry to Norwick stop?", "what about the Norwick Post?"), ("Norwick Post",)),
        (("Why did the ferry to Norwick stop?",), ()),
        ((FIRST, "new question: why did the ferry to Norwick stop?"), ()),
    ],
)
def test_an_outlet_holds_until_another_is_named(
    program: Program, questions: tuple[str, ...], outlets: tuple[str, ...]
) -> None:
    answer = ask(program, *questions)
    assert answer.status == "answered"
    assert answer.question == questions[-1]
    assert answer.request.outlets == outlets
    if outlets:
        assert {one.outlet for one in answer.citations} == set(outlets)


def test_where_the_outlet_does_not_say_others_are_heard_and_it_is_told(program: Program) -> None:
    program.store.archive.put(
        Article("bank", "The bank of Lund cut its rate to two percent.", published="2025-11-04", outlet="Lund Herald")
    )
    program.store.catch_up()
    answer = ask(program, "Why did the ferry to Norwick stop, according to the Lund Herald?")
    assert answer.status == "answered"
    assert answer.request.outlets == ()
    assert answer.notice is not None
    assert "Lund Herald" in answer.notice
