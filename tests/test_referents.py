"""Who speaks in a quotation that does not say so itself."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.build import Program
from bot.events import Question
from bot.referents import is_bare_quotation, speaker, speaker_of, with_referent, with_speaker
from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.passage import Span

RYD = "“The sea is calm,” said Bo Ryd. “Nobody will drown. We sail at ten.”"
BOTH = "“The sea is calm,” said Bo Ryd. “It is not,” Ada Lund said. “Nobody sails.”"
SAIL = "“We sail at ten.”"
SHE = "“The sea is calm,” she said. “Nobody will drown.”"


def span(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        (RYD, "“Nobody will drown.", "(Bo Ryd:) “Nobody will drown."),
        (RYD, "We sail at ten.”", "(Bo Ryd:) We sail at ten.”"),
        (RYD.replace("“", '"').replace("”", '"'), "We sail at ten.", "(Bo Ryd:) We sail at ten."),
        (RYD.replace("said Bo", "said the captain, Bo"), "We sail at ten.”", "(Bo Ryd:) We sail at ten.”"),
        (RYD.replace("said Bo Ryd", "Bo Ryd, its captain, said"), "We sail at ten.”", "(Bo Ryd:) We sail at ten.”"),
        (BOTH, "“Nobody sails.”", "“Nobody sails.”"),
        (SHE, "“Nobody will drown.”", "“Nobody will drown.”"),
        (RYD.replace("said Bo Ryd", "said the captain"), "We sail at ten.”", "(the captain:) We sail at ten.”"),
        (
            SHE.replace("she", "a spokesman for the port"),
            "“Nobody will drown.”",
            "(a spokesman for the port:) “Nobody will drown.”",
        ),
        (BOTH.replace("Bo Ryd", "the captain"), "“Nobody sails.”", "“Nobody sails.”"),
        (f"{SAIL} “Nobody sails,” the port said.", SAIL, f"(the port:) {SAIL}"),
        (f"{SAIL} “Nobody sails,” the captain told the port.", SAIL, f"(the captain:) {SAIL}"),
        (f"{SAIL} The port was shut “for good,” a day after the minister said so.", SAIL, SAIL),
        (f"{SAIL} “Nobody sails,” the court was told.", SAIL, SAIL),
        (f"{SAIL} Critics call it “reckless,” the paper wrote.", SAIL, SAIL),
        (f"{SHE} “We sail,” the port said.", "“Nobody will drown.”", "“Nobody will drown.”"),
        (f"Ada Lund said so.\n{SHE}", "“Nobody will drown.”", "“Nobody will drown.”"),
    ],
)
def test_a_bare_quotation_stands_behind_its_speaker_where_there_is_but_one(text: str, words: str, shown: str) -> None:
    assert is_bare_quotation(text, span(text, words))
    assert with_speaker(words, text, span(text, words)) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RYD, "“The sea is calm,” said Bo Ryd."),
        ("Bo Ryd called the sea “calm” today.", "Bo Ryd called the sea “calm” today."),
        ('Lund wrote that "the sea is calm.” Nobody drowned.', "Nobody drowned."),
        ("The sea is calm.” Nobody drowned.", "Nobody drowned."),
        ('"I sailed for years. Nobody drowned."', "Nobody drowned."),
    ],
)
def test_a_sentence_with_words_outside_the_marks_is_none(text: str, words: str) -> None:
    assert not is_bare_quotation(text, span(text, words))


@given(st.text(alphabet='“”"ab \nSaid.', max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_speaker_is_a_name_in_the_quotation_s_own_paragraph(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    speaker = speaker_of(text, Span(start, end))
    if speaker is not None:
        assert text[speaker.start].isupper()
        assert text[min(speaker.start, start) : max(speaker.end, end)].count("\n") == text[start:end].count("\n")


@pytest.mark.parametrize(
    ("before", "sentence", "said"),
    [
        ("Ada Lund resigned.", "She left.", "She (Lund) left."),
        ("“Enough,” said Ada Lund.", "She left.", "She left."),
        ("A man was shot, police chief Ada Lund said.", "He died.", "He died."),
        ("“Enough,” said a spokesman for Ada Lund.", "“I go,” she added.", "“I go,” she added."),
        ("“Enough,” said Ada Lund.", "“I go,” she added.", "“I go,” she (Lund) added."),
        ("“Enough,” said Ada Lund.", "Bo stayed, and she left.", "Bo stayed, and she left."),
        ("“Enough,” Ada Lund told Bo Ryd.", "“I go,” she added.", "“I go,” she added."),
        ("Ada Lund told his mother no.", "She left.", "She left."),
        ("A spokesman for Ada Lund said no.", "“I go,” she added.", "“I go,” she added."),
        ("“Enough,” said a baker.", "“I go,” she added.", "“I go,” she added."),
    ],
)
def test_a_pronoun_is_explained_where_the_sentence_before_is_about_one_person(
    before: str, sentence: str, said: str
) -> None:
    text = f"{before} {sentence} Ada Lund said so. Bo Ryd said no."
    assert with_referent(sentence, before, text) == said


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Bo Ryd said no.", "Ryd"),
        ("“Ada Lund said so,” said Bo Ryd.", "Ryd"),
        ("Bo Ryd said no, and Ada Lund said yes.", None),
        ("He said no.", None),
        ("A baker told Bo Ryd so.", None),
        ("The union said on Tuesday that it was over.", None),
        ("The ministry said in Berlin that it was over.", None),
        ("Bo Ryd, who said Ada Lund was wrong, left.", None),
        ("A lawyer for Bo Ryd said no.", None),
        ("A man robbing Bo Ryd called the police.", None),
        ("“No,” said Sen. Bo Ryd.", None),
        ("The mayor said that Ada Lund had lied.", None),
        ("“Wrong,” said a spokesman for Bo Ryd.", None),
        ("“Wrong,” said the captain, Bo Ryd, on Monday.", "Ryd"),
        ("It rained.", None),
    ],
)
def test_the_speaker_of_a_sentence_is_the_only_one(sentence: str, who: str | None) -> None:
    assert speaker(sentence) == who


SAILORS = (
    "The council of Varde met on Monday to speak of the price of tickets.\n"
    "“It was a long night,” said the captain, Bo Ryd. “Drunk sailors must stay ashore because they fall overboard.”\n"
    "The company did not respond to a request for comment on why drunk sailors must stay ashore.\n"
    "“Drunk sailors stay ashore because they smell of fish and frighten the passengers.”"
)


@pytest.fixture(scope="module")
def sailors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    made = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive", threads=1))
    made.store.archive.put(Article("sailors", SAILORS, title="Captain on drunk sailors", published="2025-11-12"))
    made.store.catch_up()
    yield made
    made.store.close()


def test_an_answer_names_and_cites_the_speaker_and_leaves_out_what_nobody_says(sailors: Program) -> None:
    answer = sailors.chain.invoke(Question("why must drunk sailors stay ashore?"))
    assert answer.sentences[0].text == "(Bo Ryd:) “Drunk sailors must stay ashore because they fall overboard.”"
    cited = [one.quote for one in answer.citations if one.n in answer.sentences[0].citations]
    assert cited[1] == "“It was a long night,” said the captain, Bo Ryd."
    assert "smell of fish" not in answer.text
    assert "comment" not in answer.text


def test_that_somebody_said_nothing_is_told_where_it_is_asked(sailors: Program) -> None:
    answer = sailors.chain.invoke(Question("did the company comment on the drunk sailors?"))
    assert "did not respond" in answer.text
