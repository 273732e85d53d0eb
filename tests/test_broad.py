"""Broad questions: what is one, and that its answer tells the story, a dated entry an article, in order."""

from datetime import date
from pathlib import Path

import pytest

from bot.build import Program
from bot.events import Question
from bot.question.broad import is_broad, story
from bot.settings import Settings
from bot.turn import Turn
from bot.verify.reading import read
from bot.verify.verbatim import check_additions
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
    ("question", "about"),
    [
        ("timeline of the tram strike in Norwick", "the tram strike in Norwick"),
        ("Give me a timeline of events for the tram strike", "the tram strike"),
        ("Catch me up on the tram strike", "the tram strike"),
        ("What's new on the tram strike?", None),
        ("Any news about the tram strike?", None),
        ("latest on the tram strike", None),
        ("What has happened in the strike since Wednesday?", None),
    ],
)
def test_a_broad_question_is_known(question: str, about: str | None) -> None:
    assert is_broad(question)
    assert story(question) == (about or question)


@pytest.mark.parametrize(
    "question",
    [
        "Why did the tram drivers strike?",
        "What's the latest book of Ida Lund?",
        "What happened to the tram drivers?",
        "Who wrote the new timeline feature?",
        "What new trams did Norwick buy?",
    ],
)
def test_any_other_question_is_not(question: str) -> None:
    assert not is_broad(question)


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


def test_only_the_day_of_publication_may_stand_before_a_sentence() -> None:
    sentence, passage = "The strike ended.", read("The strike ended.")
    assert list(check_additions(f"(10 November 2025) {sentence}", passage, date(2025, 11, 10))) == []
    assert [one.kind for one in check_additions(f"(9 November 2025) {sentence}", passage, date(2025, 11, 10))] == [
        "date"
    ]
    assert [one.kind for one in check_additions(f"(10 November 2025) {sentence}", passage, None)] == ["date"]
