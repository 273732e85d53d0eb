"""Answers without a chat model, over the sample articles: what they say, and what is true of every one."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract import broken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer import Answer
from bot.build import Program
from bot.engines.stance import ONLY_SAID
from bot.events import Finished, Question, QuestionError, Said, Searched
from bot.settings import Settings
from bot.turn import Turn
from ingest.hints import Hints

SAMPLES = Path(__file__).parent.parent / "ingest" / "samples"
SUBJECTS = [
    *("Petro", "the UK", "Benedetti", "the Louvre", "Notre-Dame", "COP30", "the Swiss National Bank", "Hera"),
    *("the Nobel Peace Prize", "the Olympic medal table", "intelligence sharing", "the boats", "Pedro Sánchez"),
    *("Donald Trump", "bitcoin", "the weather in Oslo"),
]
FORMS = ["why did {} act?", "what happened to {} on Tuesday?", "how many people did {} hit", "who is {}?", "{}"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    made = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive"))
    items = list(made.load([str(SAMPLES)], Hints()))
    assert {item.outcome for item in items} == {"added"}
    assert len(items) >= 14
    yield made
    made.store.close()


def ask(program: Program, question: str, *history: Turn) -> Answer:
    answer: Answer = program.chain.invoke(Question(question, history))
    assert broken(answer.document(), program.store.archive) == []
    return answer


def test_the_example_question_is_answered_with_who_when_why_and_what_came_after(program: Program) -> None:
    answer = ask(program, "why did Colombia suspend intel-sharing?")
    assert "Petro" in answer.text
    assert "(11 November 2025)" in answer.text
    assert "as long as the missile attacks" in answer.text
    assert "ministers" in answer.text
    assert "(13 November 2025)" in answer.text
    assert [one.published[:10] for one in answer.citations if one.published][-1] == "2025-11-13"


def test_accusations_and_a_denial_are_said_to_be_no_finding(program: Program) -> None:
    answer = ask(program, "is Petro a drug dealer?")
    remark, *told = answer.sentences
    assert (remark.text, remark.verdict) == (ONLY_SAID, None)
    assert all(one.verdict for one in told)
    quotes = [answer.citations[number - 1].quote for number in remark.citations]
    assert any("accuses" in quote or "called him" in quote for quote in quotes)
    assert any("denies" in quote for quote in quotes)


@pytest.mark.parametrize("question", [form.format(subject) for subject, form in itertools.product(SUBJECTS, FORMS)])
def test_what_is_always_true_of_an_answer(program: Program, question: str) -> None:
    answer = ask(program, question)
    assert len(answer.sentences) <= 5
    assert len({sentence.text for sentence in answer.sentences}) == len(answer.sentences)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(min_size=1, max_size=200), st.lists(st.sampled_from(SUBJECTS), min_size=1).map(" ".join)))
def test_whatever_is_asked_the_contract_holds(program: Program, question: str) -> None:
    if not question.strip():
        with pytest.raises(QuestionError):
            Question(question)
        return
    ask(program, question)


@pytest.mark.parametrize("broken", ["why \ud800?", "\udfff"])
def test_halves_of_characters_cannot_be_asked(broken: str) -> None:
    with pytest.raises(QuestionError, match="UTF-8"):
        Question(broken)
    with pytest.raises(QuestionError, match="UTF-8"):
        Question("and then?", (Turn("user", broken),))


def test_what_the_articles_do_not_tell_is_declined_with_the_nearest(program: Program) -> None:
    answer = ask(program, "Why did Colombia suspend intelligence sharing with Kenya?")
    assert answer.declined is not None
    assert answer.declined.kind == "no_coverage"
    assert "sharing intelligence" in answer.declined.nearest[0].quote
    assert answer.declined.nearest[0].quote in answer.declined.message


def test_what_is_far_from_the_question_is_not_named_as_the_nearest(program: Program) -> None:
    answer = ask(program, "Which singer won the chess cup of Lima?")
    assert answer.declined is not None
    assert answer.declined.nearest == ()


@pytest.mark.parametrize(
    "words",
    [
        *("hello", "Hi there!", "thanks!", "OK, thank you very much.", "who are you?", "What can you do?", "help"),
        *("who made you?", "what articles do you have?", "How many articles are loaded?", "can I trust you?"),
        *("what sources do you use", "where does your news come from?", "what is this?", "what can I ask?"),
        *("are you ChatGPT?", "do you make things up?", "hi, how are you?", "ok thanks, bye"),
        *("ok", "Nice!", "never mind", "ok, cool"),
    ],
)
def test_small_talk_is_answered_without_a_search(program: Program, words: str) -> None:
    answer = ask(program, words)
    assert (answer.status, answer.evidence) == ("chat", ())
    assert answer.text


@pytest.mark.parametrize(
    "words",
    [
        *(
            "ok who is Petro?",
            "nice attack",
            "who is Petro?",
            "thanks to whom was it found?",
            "hello kitty sales",
            "what are you told by CNN?",
        ),
        *(
            "who are you voting for, say Biden's aides?",
            "help for Ukraine",
            "can I trust vaccines?",
            "who made ChatGPT?",
        ),
        *("what sources does the CIA use?", "what articles did Congress pass?", "how does it work in Ohio?"),
    ],
)
def test_a_question_that_only_begins_like_small_talk_is_searched(program: Program, words: str) -> None:
    assert ask(program, words).status != "chat"


def test_it_is_what_is_talked_about(program: Program) -> None:
    history = (Turn("user", "what is the Large Hadron Collider?"), Turn("assistant", "A machine."))
    assert ask(program, "how does it work?").status == "chat"
    assert ask(program, "how does it work?", *history).status != "chat"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("what did he say?", "“he”"),
        ("and where do they live?", "“they”"),
        ("when did that happen?", "“that”"),
        ("is it legal?", "“it”"),
        ("and then?", "name the event"),
        ("what happened?", "name the event"),
        ("?", "name the event"),
    ],
)
def test_what_cannot_be_understood_is_asked_back(program: Program, question: str, meant: str) -> None:
    answer = ask(program, question)
    assert answer.declined is not None
    assert answer.declined.kind == "unclear"
    assert meant in answer.declined.message
    assert not answer.evidence


@pytest.mark.parametrize(
    "question",
    [
        *("what did they say about bitcoin?", "what is the WHO?", "what's new?", "what happened on 11 November?"),
        *("was it Petro?", "what does it mean to be a trawler?", "what is bitcoin and who made it?", "9/11?"),
        *("what happened to the boats?", "他说了什么?", "who won?"),
    ],
)
def test_a_question_with_a_word_of_its_own_is_searched(program: Program, question: str) -> None:
    declined = ask(program, question).declined
    assert declined is None or declined.kind != "unclear"


def test_in_a_conversation_the_same_words_are_clear(program: Program) -> None:
    history = (Turn("user", "why did Colombia suspend intel-sharing?"), Turn("assistant", "Petro ordered it."))
    assert ask(program, "when did that happen?", *history).status == "answered"


@pytest.fixture(scope="module")
def storms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Many articles that say the same of others: a storm each, in towns without a word in common."""
    towns = "Aster Brindle Corvane Dunmere Elkton Farrow Gorse Hythe Ironby Jarrow Kelso Lorne".split()
    file = tmp_path_factory.mktemp("articles") / "storms.jsonl"
    file.write_text(
        "".join(
            json.dumps(
                {
                    "id": town,
                    "title": f"Storm in {town}",
                    "published": f"2025-10-{day:02}",
                    "text": f"At least {day} people died in {town} when a storm tore roofs off.\n"
                    f"The mayor of {town} said the builders were responsible for the damage.",
                }
            )
            + "\n"
            for day, town in enumerate(towns, 1)
        )
    )
    made = Program(Settings(data=tmp_path_factory.mktemp("storms"), model="extractive"))
    assert {item.outcome for item in made.load([str(file)], Hints())} == {"added"}
    yield made
    made.store.close()


@pytest.mark.parametrize("question", ["who is responsible?", "how many died?", "so how many people died"])
def test_what_many_articles_say_of_somebody_is_asked_back(storms: Program, question: str) -> None:
    declined = ask(storms, question).declined
    assert declined is not None
    assert declined.kind == "unclear"
    assert "name the event" in declined.message


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("how many died in Kelso?", ()),
        ("how many died in kelso", ()),
        ("how many died on 3 October 2025?", ()),
        ("how many died?", (Turn("user", "what happened in Kelso?"), Turn("assistant", "A storm tore roofs off."))),
    ],
)
def test_what_says_which_of_many_is_answered(storms: Program, question: str, history: tuple[Turn, ...]) -> None:
    assert ask(storms, question, *history).status == "answered"


def test_an_empty_store_says_how_to_load(tmp_path: Path) -> None:
    program = Program(Settings(data=tmp_path, model="extractive"))
    for question in ("why did Colombia suspend intel-sharing?", "what did he say?"):
        answer = ask(program, question)
        assert answer.declined is not None
        assert "dateline load" in answer.declined.message


COLOMBIA = (Turn("user", "why did Colombia suspend intel-sharing?"), Turn("assistant", "Petro ordered it."))


@pytest.mark.parametrize("question", ["who lost to spain?", "who launched Hera?", "who lives in Paris?"])
def test_a_whole_question_of_a_name_that_is_not_of_the_topic_is_searched_alone(program: Program, question: str) -> None:
    answer = ask(program, question, *COLOMBIA)
    assert answer.request.query == question
    assert not any("Petro" in sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize(
    "question",
    [
        "and Spain?",
        "spain?",
        "did Spain join?",
        "who sanctioned Benedetti?",
        "who was burnt?",
        "what are popular ones in Spain?",
    ],
)
def test_an_elliptic_question_or_a_name_of_the_topic_stays_in_it(program: Program, question: str) -> None:
    assert "suspend" in ask(program, question, *COLOMBIA).request.query


def test_a_topic_of_its_own_is_what_is_talked_about_next(program: Program) -> None:
    history = (*COLOMBIA, Turn("user", "who launched Hera?"), Turn("assistant", "The European Space Agency."))
    query = ask(program, "and when?", *history).request.query
    assert "Hera" in query
    assert "suspend" not in query


def test_a_follow_up_is_searched_with_what_it_leaves_out(program: Program) -> None:
    history = (Turn("user", "why did Colombia suspend intel-sharing?"), Turn("assistant", "Petro ordered it."))
    answer = ask(program, "and what about the UK?", *history)
    assert answer.request.query == "why did UK suspend intel-sharing?"
    assert "CNN" in answer.text or "Britain" in answer.text or "United Kingdom" in answer.text


PORTS = (
    "Following the French announcement, Norwegian Prime Minister Anna Berg closed all ports to foreign trawlers."
    " Berg ordered it on Monday, vowing that ports stay closed to foreign trawlers so long as quotas are broken."
    " “Our ports must serve the cod before the trawlers,” Berg wrote, with fishermen cheering her on."
    " The quay in Bergen was full of them.\n"
    "On Sunday the French argued that they want to close their ports to trawlers to spare the cod off Brest.\n"
    "Some 40 trawlers of other flags lay off the coast at the weekend. The weather stayed calm."
)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    file = tmp_path_factory.mktemp("text") / "ports.txt"
    file.write_text(PORTS, encoding="utf-8")
    made = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive"))
    hints = Hints(title="Norway closes its ports", outlet="The Post", published="2025-11-12")
    assert [item.outcome for item in made.load([str(file)], hints)] == ["added"]
    yield made
    made.store.close()


def test_a_reason_is_told_of_whom_it_is_asked(ports: Program) -> None:
    answer = ask(ports, "why did Norway close its ports to trawlers?")
    assert "Berg ordered it" in answer.text
    assert "must serve the cod" in answer.text
    assert "spare the cod" not in answer.text


def test_what_about_another_is_answered_with_the_other_alone(ports: Program) -> None:
    history = (Turn("user", "why did Norway close its ports to trawlers?"), Turn("assistant", "Berg ordered it."))
    answer = ask(ports, "and what about France?", *history)
    assert [sentence.text[:9] for sentence in answer.sentences] == ["On Sunday"]


@pytest.mark.parametrize("who", ["France", "the French", "Norwegians"])
def test_a_country_is_known_in_all_its_forms_and_no_other_is(ports: Program, who: str) -> None:
    assert ask(ports, f"why did {who} close ports to foreign trawlers?").status == "answered"
    assert ask(ports, "why did the UAE close ports to foreign trawlers?").status == "declined"


def test_an_amount_is_said_first_and_then_the_sentence_that_carries_it(program: Program) -> None:
    first, second = ask(program, "how much aid does Colombia get from the US?").sentences[:2]
    assert first.text == "About $377 million."
    assert first.citations == second.citations
    assert "Congressional Research Service" in second.text


def test_views_are_told_as_views(program: Program) -> None:
    answer = ask(program, "what does the opinion column argue about sharing the blame for strikes?")
    assert answer.sentences
    assert all(sentence.text.startswith("(Opinion) ") for sentence in answer.sentences)


def test_an_accusation_comes_with_its_denial(program: Program) -> None:
    answer = ask(program, "is Petro a drug dealer?")
    assert "accus" in answer.text
    assert "denie" in answer.text


def test_opinion_is_no_evidence_of_fact(program: Program) -> None:
    answer = ask(program, "who shares the blame for what is shared?")
    assert not any(one.title.startswith("Opinion") for one in answer.citations)


def test_the_events_come_in_order_and_say_what_the_answer_says(program: Program) -> None:
    events = list(program.chain.stream(Question("why did the UK stop sharing intelligence?")))
    assert isinstance(events[0], Searched)
    assert isinstance(events[-1], Finished)
    said = [event for event in events if isinstance(event, Said)]
    answer = events[-1].answer
    assert tuple(event.sentence for event in said) == answer.sentences
    assert tuple(citation for event in said for citation in event.citations) == answer.citations


@pytest.mark.parametrize(
    "question", ["Why did Ghana stop sharing intelligence with the US?", "What did Macron say about the order?"]
)
def test_who_is_not_in_the_articles_is_not_answered_about(program: Program, question: str) -> None:
    assert ask(program, question).status == "declined"


@pytest.mark.parametrize("question", ["did Gustavo Petró order it?", "What did minister Pedro Sanchez say of sharing?"])
def test_a_name_in_another_spelling_is_known(program: Program, question: str) -> None:
    assert ask(program, question).status == "answered"
