"""Follow-ups made self-contained without a model, and pronouns explained."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.conversation import self_contained as understood
from bot.question.follow_up import Articles
from bot.referents import persons, with_referent
from bot.turn import Turn

NO_SAY = Articles(
    lambda question, topic: True, lambda words: [], lambda question: (), lambda asked: dict.fromkeys(asked, 1.0)
)


def self_contained(question: str, history: list[Turn]) -> str:
    """What is searched where the articles have no say."""
    return understood(question, history, NO_SAY).query


FIRST = Turn("user", "why did Colombia suspend intel-sharing?")
REPLY = Turn("assistant", "President Gustavo Petro ordered it on X. Petro said that the strikes must end.")


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("and what about the UK?", "why did UK suspend intel-sharing?"),
        ("What about Ecuador", "why did Ecuador suspend intel-sharing?"),
        ("and when?", "when Colombia suspend intel-sharing President Gustavo Petro?"),
        (
            "what did his ministers say?",
            "what did President Gustavo Petro's ministers say Colombia suspend intel-sharing?",
        ),
        ("who is he?", "who is President Gustavo Petro Colombia suspend intel-sharing?"),
        # Stands alone: a topic of its own, or a pronoun that means something in the question itself.
        ("when did the Louvre museum in Paris open?", "when did the Louvre museum in Paris open?"),
        ("when did Queen Margrethe of Denmark announce she would go?",) * 2,
        ("ok different topic, who won the Nobel Peace Prize?", "who won the Nobel Peace Prize?"),
    ],
)
def test_a_question_after_another(question: str, searched: str) -> None:
    assert self_contained(question, [FIRST, REPLY]) == searched


def test_a_country_takes_the_place_of_a_country() -> None:
    history = [Turn("user", "what did Petro say of the United States?"), REPLY]
    assert self_contained("what about Britain?", history) == "what did Petro say of Britain?"
    assert self_contained("what about Benedetti?", history) == "what did Benedetti say of the United States?"


def test_a_question_put_as_a_request_begins_with_no_name() -> None:
    history = [Turn("user", "Explain how Petro reacted"), REPLY]
    assert self_contained("what about Benedetti?", history) == "Explain how Benedetti reacted"


def test_what_is_asked_of_the_passages_are_the_follow_ups_own_words() -> None:
    found = understood("and what did his ministers say?", [FIRST, REPLY], NO_SAY)
    assert found.question == "what did his ministers say?"
    assert found.query.startswith("what did President Gustavo Petro's ministers say Colombia")
    assert found.told == f"{FIRST.content}\n{REPLY.content}"


@pytest.mark.parametrize(
    ("nearest", "alone", "leans"),
    [
        ("Venezuela says that boats were struck by missiles.", False, True),
        ("Venezuela says that boats were struck by missiles.", True, False),
        ("Rain fell in Bogotá.", False, False),  # what the articles near the topic know nothing of
    ],
)
def test_articles_nearer_to_topic_and_question_together_make_it_a_follow_up(
    nearest: str, alone: bool, leans: bool
) -> None:
    asked: list[tuple[str, str]] = []

    def stands_alone(question: str, topic: str) -> bool:
        asked.append((question, topic))
        return alone

    say = replace(NO_SAY, stands_alone=stands_alone, nearest=lambda words: [nearest])
    found = understood("how many boats did Venezuela lose?", [FIRST, REPLY], say)
    assert asked == [("how many boats did Venezuela lose?", FIRST.content)]
    assert ("Colombia" in found.query) == leans
    assert found.question == "how many boats did Venezuela lose?"


def test_a_question_that_says_the_topic_itself_stands_alone() -> None:
    question = "when did Colombia suspend intel-sharing with Washington?"
    leans = replace(NO_SAY, stands_alone=lambda question, topic: False)
    assert understood(question, [FIRST, REPLY], leans).query == question
    assert understood("and Colombia?", [FIRST, REPLY], leans).query != "and Colombia?"


@pytest.mark.parametrize(
    ("topic", "question", "searched"),
    [
        ("what is the Galileo system?", "why was it built?", "why was the Galileo system built?"),
        (
            "what are the types of orange trees?",
            "what are their leaves like?",
            "what are orange trees' leaves like types?",
        ),
        ("tell me about the history of toilets", "who invented them?", "who invented toilets history?"),
        ("what is the Bank of England?", "when was it founded?", "when was the Bank of England founded?"),
        ("what is the Boeing strike?", "when did it end?", "when did the Boeing strike end?"),
        # More is asked than what a thing is; "it" means nothing; another thing is asked about.
        ("what is Rome planning for Easter?", "who paid for it?", "who paid for it Rome planning Easter?"),
        ("what is the Galileo system?", "is it true that Norway left?", "is it true that Norway left Galileo system?"),
        ("what is the Galileo system?", "who was Anne Bonny?", "who was Anne Bonny?"),
        ("what is the Galileo system?", "what is the cost?", "what is the cost Galileo system?"),
    ],
)
def test_it_is_what_was_asked_about_outright(topic: str, question: str, searched: str) -> None:
    assert self_contained(question, [Turn("user", topic)]) == searched


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("what about in Peru?", "why did Norway open a bank in Peru?"),
        ("what about for women?", "why did Norway open a bank in Lima for women?"),
        ("and what about schools?", "why did Norway open a bank in Lima schools?"),
        ("what about the Danes?", "why did Danes open a bank in Lima?"),
    ],
)
def test_only_what_is_named_takes_a_names_place(question: str, searched: str) -> None:
    assert self_contained(question, [Turn("user", "why did Norway open a bank in Lima?")]) == searched


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        (("what did he say?", "Petro"), "what did Petro say?"),
        (("what is their aim?", "I mean the trawlers."), "what is the trawlers' aim?"),
        (("what did he say?", "why did Norway close its ports?"), "why did Norway close its ports?"),
        (("what did he say?", "Petro", "and why?"), "why Petro?"),
        (("why?", "and then?"), "and then?"),
        (("hello", "what did he say?"), "what did he say?"),
    ],
)
def test_what_was_asked_back_is_filled_in(asked: tuple[str, ...], searched: str) -> None:
    assert self_contained(asked[-1], [Turn("user", question) for question in asked[:-1]]) == searched


PANAMA = [Turn("user", "what happened on 12 November in Panama?"), Turn("assistant", "A canal gate broke.")]


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        (("and who said so?",), "who said so happened Panama on 12 November?"),
        (("and on 13 November?",), "what happened in Panama on 13 November?"),
        (("what about last Monday?",), "what happened in Panama last Monday?"),
        (("and in 2024?",), "what happened in Panama in 2024?"),
        (("what about Peru?",), "what happened in Peru on 12 November?"),
        (("what about Peru on Friday?",), "what happened in Peru on Friday?"),
        (("and who said so on Tuesday?",), "who said so on Tuesday happened Panama?"),
        # A time that is asked about holds from then on; a new topic has its own, or none.
        (("and on 13 November?", "and who said so?"), "who said so happened Panama on 13 November?"),
        (("and who came on Friday?", "and who left?"), "who left happened Panama on Friday?"),
        (("who won the Nobel Peace Prize in Oslo?", "and why?"), "why won Nobel Peace Prize Oslo?"),
        (("thanks!", "and why?"), "why happened Panama on 12 November?"),
    ],
)
def test_days_carry_on_until_others_are_asked_about(asked: tuple[str, ...], searched: str) -> None:
    history = [*PANAMA, *(Turn("user", question) for question in asked[:-1])]
    assert self_contained(asked[-1], history) == searched


def test_a_first_question_is_left_alone() -> None:
    assert self_contained("what did he  say?", []) == "what did he say?"


def test_the_topic_stays_over_several_follow_ups() -> None:
    history = [FIRST, REPLY, Turn("user", "and what about the UK?"), Turn("assistant", "CNN reported it.")]
    assert self_contained("and when?", history) == "when UK suspend intel-sharing CNN?"


@pytest.mark.parametrize(
    ("second", "searched"),
    [
        ("why did Colombia suspend intel-sharing?", "why did UK suspend intel-sharing?"),
        ("when will the strikes on boats end?", "is UK a drug dealer?"),  # names nobody: it cannot be asked of another
    ],
)
def test_what_is_asked_of_another_is_the_last_question_that_names_one(second: str, searched: str) -> None:
    leaning = replace(NO_SAY, stands_alone=lambda question, topic: False)
    denied = Turn("assistant", "Petro denies it. Colombia may suspend intel-sharing over the strikes on boats.")
    history = [Turn("user", "is Petro a drug dealer?"), denied, Turn("user", second), REPLY]
    assert understood(second, history[:2], leaning).query != second
    assert understood("and what about the UK?", history, leaning).query == searched


def test_a_reply_to_small_talk_names_nobody() -> None:
    history = [FIRST, REPLY, Turn("user", "ok"), Turn("assistant", "All right, says Ada Holm. Ask on.")]
    assert "Ada" not in self_contained("and when?", history)


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


ARTICLE = (
    "President Gustavo Petro spoke. Donald Trump answered, and Mr. Trump said no. Pedro Sánchez said nothing new.\n"
    "He is a minister. The office is in Queen Creek."
)


@pytest.mark.parametrize(
    ("before", "sentence", "shown"),
    [
        ("“No,” Petro wrote, also following UN officials.", "He confirmed it.", "He (Petro) confirmed it."),
        ("Colombian President Gustavo Petro arrived in Bogotá.", "He spoke.", "He (Petro) spoke."),
        ("Sánchez, the defence minister, denied it.", "He left.", "He (Sánchez) left."),
        # Two persons, none, an object, a place, the same name again: no word is better than a wrong one.
        ("Petro met Trump.", "He confirmed it.", "He confirmed it."),
        ("Nobody spoke.", "He confirmed it.", "He confirmed it."),
        ("The office told Petro so.", "He confirmed it.", "He confirmed it."),
        ("Creek wrote it.", "She serves there.", "She serves there."),
        ("Petro spoke.", "He said that Petro was right.", "He said that Petro was right."),
        ("Petro spoke.", "Here it was confirmed.", "Here it was confirmed."),
    ],
)
def test_a_pronoun_is_explained_only_without_doubt(before: str, sentence: str, shown: str) -> None:
    assert persons(ARTICLE) == {"Petro", "Trump", "Sánchez"}
    assert with_referent(sentence, before, ARTICLE) == shown


@pytest.mark.parametrize("text", ["A" * 300_000, "Aa " * 100_000, "A." * 150_000, "Dr. " * 80_000])
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    # In time that grows with the square of its length, this would take the better part of an hour.
    assert persons(text) <= {"Aa", "Dr"}
    assert with_referent("He left.", text, text) == "He left."


def test_the_articles_tell_whom_he_can_mean() -> None:
    article = "Shares of Starbucks rose as Brian Niccol said he would leave. The boss of Starbucks starts in May."
    history = [Turn("user", "who's the new boss of starbucks"), Turn("assistant", "Brian Niccol takes over at Target.")]
    found = understood("where did he work?", history, replace(NO_SAY, nearest=lambda words: [article]))
    assert found.query == "where did Brian Niccol work new boss starbucks?"
