"""Names in other spellings and abbreviations meet, as the loaded articles write them, and go with the articles."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.embedding import OnnxEmbedder
from vectorstore.finding.search import SearchRequest, search
from vectorstore.indexes.lexical import stems
from vectorstore.language.abbreviations import Definition, definitions
from vectorstore.language.wordings import met
from vectorstore.store import Store

ARTICLES = {
    "visit": "Ukraine's President Volodymyr Zelenskyy met the allies in Norwick. They promised help for the winter.",
    "talks": "Volodymyr Zelensky travelled to the talks on the border. He came back without a deal for the region.",
    "ruler": "Colonel Muammar Qaddafi ruled the country for decades. His fall came in the autumn of that year.",
    "adviser": "Stephen Miller spoke about the border plan. The plan was criticised at once by many.",
    "striker": "Gerd Müller scored the most goals of all. The striker was remembered in the stadium.",
    "outbreak": "The World Health Organization (WHO) warned of an outbreak. Teams were sent to the villages.",
    "vaccine": "The WHO recommended the vaccine for children. It has been given in the valley since spring.",
    "clinics": "The World Health Organization has asked for money for clinics. Donors were slow to answer it.",
    "brakes": "The Highway Safety Administration (HSA) opened an inquiry into the brakes of electric cars.",
    "belts": "HSA closed its older inquiry into seat belts, the maker said. No fault was found.",
    "author": "J.K. Rowling published a novel about lighthouses. The critics were kind to it.",
    "raid": "The F.B.I. raided a warehouse near the port. Nothing was found inside.",
    "phones": "AT&T cut the price of its plans. Rivals followed within hours of it.",
    "order": "Gustavo Petró ordered the navy home. The order was read out on the radio.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("data"), OnnxEmbedder(Settings().cache, threads=2), 120, 5)
    for name, text in ARTICLES.items():
        store.archive.put(Article(id=name, text=text, title=f"A {name}", outlet="The Post", published="2025-11-12"))
    store.catch_up()
    yield store
    store.close()


def by_words(store: Store, question: str) -> set[str]:
    """The articles that the question's words find, in any wording."""
    numbers = [number for number, _ in store.nearest_words(question, 20, store.wordings(question))]
    return {passage.article_id for passage, _ in store.ledger.passages(numbers).values()}


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("Zelensky", "visit talks"),
        ("zelenskyy", "visit talks"),
        ("Zelenskiy", "visit talks"),
        ("Gadhafi", "ruler"),
        ("gaddafi", "ruler"),
        ("the WHO", "outbreak vaccine clinics"),
        ("HSA", "brakes belts"),
        ("hsa", "brakes belts"),
        ("Highway Safety Administration", "brakes belts"),
        ("JK Rowling", "author"),
        ("J. K. Rowling", "author"),
        ("FBI", "raid"),
        ("AT&T", "phones"),
        ("Petro", "order"),
        ("Mueller", "striker"),
    ],
)
def test_other_wordings_find(store: Store, question: str, articles: str) -> None:
    assert by_words(store, question) >= set(articles.split())


@pytest.mark.parametrize(
    ("question", "other"),
    [("Miller", "striker"), ("Müller", "adviser"), ("Karachi", "striker"), ("who met the allies", "vaccine")],
)
def test_others_are_left_alone(store: Store, question: str, other: str) -> None:
    assert store.wordings(question) == {}
    assert other not in by_words(store, question)


def test_a_sentence_in_another_wording_comes_first(store: Store) -> None:
    found = search(store, SearchRequest("What did Gadhafi rule?"), 3).evidence
    assert found[0].text.startswith("Colonel Muammar Qaddafi")
    wordings = store.wordings("Highway Safety Administration")
    assert met(frozenset(stems("HSA closed it")), wordings) >= {"highway", "safeti", "administr"}
    assert met(frozenset(stems("It was closed")), wordings) == frozenset(stems("It was closed"))


def test_what_articles_define_goes_with_them(tmp_path: Path) -> None:
    store = Store(tmp_path, OnnxEmbedder(Settings().cache, threads=2), 120, 5)
    store.archive.put(Article(id="a", text=ARTICLES["brakes"], title="Brakes", outlet="The Post"))
    store.archive.put(Article(id="b", text="A bridge fell in Norwick.", title="Bridge", outlet="The Post"))
    assert store.wordings("HSA") == {}
    store.catch_up()
    assert store.wordings("HSA") == {"hsa": ("Highway Safety Administration",)}
    store.archive.remove("a")
    store.catch_up()
    assert store.wordings("HSA") == {}
    store.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the World Health Organization (WHO) said", ("WHO", "World Health Organization")),
        ("HSA (Highway Safety Administration) opened", ("HSA", "Highway Safety Administration")),
        ("the Centers for Disease Control and Prevention (CDC)", ("CDC", "Centers for Disease Control and Prevention")),
        ("as artificial intelligence (“AI”) grew", None),
        ("Sen. Ann Lee (D-WV) and Bo Kim (left)", None),
        ("NORWICK (AP) A ferry (the last) sank (see p. 4).", None),
    ],
)
def test_definitions(text: str, found: tuple[str, str] | None) -> None:
    assert definitions(text) == ([Definition(*found)] if found else [])


pieces = st.lists(st.sampled_from("( ) WHO World Health Organization (WHO) . - & \n a B".split(" ")), max_size=30)


@given(st.one_of(st.text(), pieces.map(" ".join)))
def test_a_long_form_has_the_letters_of_its_short_form_in_order(text: str) -> None:
    for one in definitions(text):
        assert len(one.long) > len(one.short)
        letters = iter(one.long.lower())
        assert all(letter in letters for letter in one.short.lower() if letter.isalnum())


@given(question=st.text())
def test_any_question_has_wordings(store: Store, question: str) -> None:
    assert all(others for others in store.wordings(question).values())


def test_a_long_question_takes_no_long(store: Store) -> None:
    question = " ".join(f"Zelenskoy{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(600))
    assert isinstance(store.nearest_words(question, 5, store.wordings(question)), list)
