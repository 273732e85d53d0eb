"""Follow-ups made self-contained without a model, and pronouns explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import self_contained
from bot.referents import persons, with_referent
from bot.turn import Turn

FIRST = Turn("user", "why did Colombia suspend intel-sharing?")
REPLY = Turn("assistant", "President Gustavo Petro ordered it on X. Petro said that the strikes must end.")


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("and what about the UK?", "why did UK suspend intel-sharing?"),
        ("What about Ecuador", "why did Ecuador suspend intel-sharing?"),
        ("and when?", "when Colombia suspend intel-sharing?"),
        ("what did his ministers say?", "what did Colombia's ministers say suspend intel-sharing?"),
        # Stands alone: a topic of its own, or a pronoun that means something in the question itself.
        ("when did the Louvre museum in Paris open?", "when did the Louvre museum in Paris open?"),
        ("when did Queen Margrethe of Denmark announce she would go?",) * 2,
        ("ok different topic, who won the Nobel Peace Prize?", "who won the Nobel Peace Prize?"),
    ],
)
def test_a_question_after_another(question: str, searched: str) -> None:
    assert self_contained(question, [FIRST, REPLY]) == searched


def test_a_first_question_is_left_alone() -> None:
    assert self_contained("what did he  say?", []) == "what did he say?"


def test_the_topic_stays_over_several_follow_ups() -> None:
    history = [FIRST, REPLY, Turn("user", "and what about the UK?"), Turn("assistant", "CNN reported it.")]
    assert self_contained("and when?", history) == "when UK suspend intel-sharing?"


def test_a_person_is_taken_from_the_answer_when_the_question_names_none() -> None:
    history = [
        Turn("user", "who runs the coffee chain?"),
        Turn("assistant", "Its head is Dr. Ada Okafor, Okafor said."),
    ]
    assert "Ada Okafor" in self_contained("where did she work before?", history)


@given(
    st.text(max_size=80), st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(max_size=80)), max_size=5)
)
def test_any_conversation_can_be_read(question: str, turns: list[tuple[str, str]]) -> None:
    history = [Turn("user" if role == "user" else "assistant", content) for role, content in turns]
    assert isinstance(self_contained(question, history), str)


def test_a_pronoun_is_explained_by_the_one_person_before_it() -> None:
    people = persons("President Gustavo Petro spoke. Mr. Trump answered. Pedro Sánchez said no.")
    assert people == {"Petro", "Trump", "Sánchez"}
    assert with_referent("He confirmed it.", "“No,” Petro wrote.", people) == "He (Petro) confirmed it."
    assert with_referent("He confirmed it.", "Petro met Trump.", people) == "He confirmed it."
    assert with_referent("He confirmed it.", "Nobody spoke.", people) == "He confirmed it."
    assert with_referent("Here it was confirmed.", "Petro spoke.", people) == "Here it was confirmed."
