"""What a question demands of its answer: each demand against answers that meet it and that do not."""

from typing import Any

import pytest

from bot.evaluation.conversations import conversations, with_histories
from bot.evaluation.expectations import failed_expectations, has_expectations
from bot.evaluation.metrics import score
from bot.evaluation.questions import Question
from bot.turn import Turn

ANSWER = {
    "status": "answered",
    "answer": "It killed twenty-one people [1].",
    "citations": [{"article_id": "n", "quote": "q"}],
}
DECLINED = {"status": "declined", "answer": "", "citations": [], "declined": {"kind": "stale", "message": "Too old."}}


def asked(**demands: Any) -> Question:
    return Question(id="q", question="Who?", **demands)


@pytest.mark.parametrize(
    ("demands", "document", "failed"),
    [
        ({"must_contain": (("21", "a score"), ("people",))}, ANSWER, ()),
        ({"must_contain": (("20",), ("1",), ("people", "men"))}, ANSWER, ("must_contain: 20", "must_contain: 1")),
        ({"must_contain": (("old",),)}, DECLINED, ()),
        ({"must_not_contain": (("two",),)}, ANSWER, ()),
        ({"must_not_contain": (("ten", "21"), ("men",))}, ANSWER, ("must_not_contain: ten|21",)),
        ({"must_cite": ("n", "https://example.org/n")}, ANSWER, ()),
        ({"must_cite": ("n", "m")}, ANSWER, ("must_cite: m",)),
        ({"must_cite": ("n",)}, DECLINED, ("must_cite: n",)),
        ({"must_decline": True}, DECLINED, ()),
        ({"must_decline": False}, DECLINED, ("must_decline: false",)),
        ({"must_decline": True}, ANSWER, ("must_decline: true",)),
        ({"must_decline": True}, {"error": {"kind": "store", "message": "Gone."}}, ("must_decline: true",)),
        ({"must_decline": False, "must_contain": (("x",),)}, DECLINED, ("must_contain: x", "must_decline: false")),
    ],
)
def test_the_demands_that_do_not_hold_are_named(
    demands: dict[str, Any], document: dict[str, Any], failed: tuple[str, ...]
) -> None:
    resolve = {"https://example.org/n": "n"}
    question = asked(**demands)
    assert has_expectations(question)
    assert failed_expectations(question, document, resolve) == failed
    assert score(question, document, resolve)["expectations"] == (not failed)


def test_a_question_without_demands_has_no_such_score() -> None:
    assert not has_expectations(asked())
    assert "expectations" not in score(asked(), ANSWER)


# Conversations


def turn(name: str, conversation: str, number: int, **more: Any) -> Question:
    return Question(id=name, question=f"{name}?", conversation=conversation, turn=number, **more)


def test_conversations_are_in_the_order_of_their_turns_wherever_they_stand() -> None:
    b2, single, a1, b1 = turn("b2", "b", 2), asked(), turn("a1", "a", 1), turn("b1", "b", 1)
    assert conversations([b2, single, a1, b1]) == [(b1, b2), (single,), (a1,)]


def test_a_conversation_s_name_is_not_taken_for_a_question_s_id() -> None:
    assert len(conversations([asked(), turn("x", "q", 1)])) == 2


def test_the_history_is_what_was_asked_before_with_the_gold_answers_that_there_are() -> None:
    begun = (Turn("user", "Hello"), Turn("assistant", "Hi"))
    own = (Turn("user", "Its own"),)
    questions = [
        turn("c", "t", 3),
        turn("a", "t", 1, history=begun, answer=("gold", "alias")),
        turn("b", "t", 2),
        turn("d", "t", 4, history=own),
    ]
    found = {one.id: one.history for one in with_histories(questions)}
    assert found["a"] == begun
    assert found["b"] == (*begun, Turn("user", "a?"), Turn("assistant", "gold"))
    assert found["c"] == (*found["b"], Turn("user", "b?"))
    assert found["d"] == own
