"""Who somebody is, asked by name: found beside the name, whatever the sentence is about."""

from pathlib import Path

import pytest

from bot.build import Program
from bot.events import Question
from bot.question.who import asked_about, introduces
from bot.settings import Settings
from ingest.hints import Hints

SAMPLES = Path(__file__).parent.parent / "ingest" / "samples"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Interior Minister Armando Benedetti said that nothing had changed.", "benedetti"),
        ("The Paris prosecutor, Laure Beccuau, told a channel that four are sought.", "Laure Beccuau"),
        ("Martin Schlegel, the chairman of the bank, named two causes.", "Martin Schlegel"),
        ("Tomas Rekdal was the mayor of Varde for nine years.", "Rekdal"),
        ("It grew under his predecessor, Iván Duque.", "Ivan Duque"),
    ],
)
def test_a_sentence_says_who_somebody_is(sentence: str, name: str) -> None:
    assert introduces(sentence, name)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The minister told Petro that nothing had changed.", "Petro"),
        ("Petro, in a message on Tuesday, named two causes.", "Petro"),
        ("Martin Schlegel, the chairman of the bank, named two causes.", "Benedetti"),
        ("Interior Minister Armando Benedetti said that nothing had changed.", "Maria Benedetti"),
        ("The rekdal is a fish.", "Rekdal"),
        ("", "Rekdal"),
        ("Tomas Rekdal was the mayor.", ""),
    ],
)
def test_a_sentence_that_only_names_somebody_does_not(sentence: str, name: str) -> None:
    assert not introduces(sentence, name)


@pytest.mark.parametrize(
    ("question", "names", "name"),
    [
        ("who is Martin Schlegel?", {"martin", "schlegel"}, "Martin Schlegel"),
        ("so who's benedetti", {"benedetti"}, "benedetti"),
        ("who is responsible?", set(), ""),
        ("who is president of Mexico?", {"mexico"}, ""),
        ("who was named president?", set(), ""),
        ("why is Petro angry?", {"petro"}, ""),
    ],
)
def test_a_name_is_asked_about(question: str, names: set[str], name: str) -> None:
    assert asked_about(question, names) == name


def test_who_somebody_is_is_answered_from_the_words_beside_the_name(tmp_path: Path) -> None:
    program = Program(Settings(data=tmp_path, model="extractive"))
    list(program.load([str(SAMPLES)], Hints()))
    for question, told in (
        ("who is Laure Beccuau?", "prosecutor"),
        ("who is martin schlegel", "chairman"),
        ("who is Benedetti?", "interior minister"),
    ):
        answer = program.chain.invoke(Question(question))
        assert told in answer.sentences[0].text.lower()
    for question in ("who is Taylor Swift?", "who is Maria Benedetti?"):
        assert program.chain.invoke(Question(question)).declined
    program.store.close()
