"""Countries by one name in all their forms, and an index that notices another table of names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.embedding import OnnxEmbedder
from vectorstore.indexes.lexical import stems
from vectorstore.language.names import countries, with_one_name
from vectorstore.store import Store


@pytest.mark.parametrize(
    "forms",
    [
        "UK, U.K., uk, Britain, BRITISH, Britons, Great Britain, United Kingdom",
        "US, U.S., U.S.A., USA, America, Americans, American, United States",
        "UAE, U.A.E., Emirati, Emiratis, United  Arab Emirates",
        "Colombia, Colombian, Colombians, Republic of Colombia",
        "Poland, Poles, Polish",
        "Côte d’Ivoire, Ivory Coast, Ivorian",
        "North Korea, North Koreans, DPRK",
    ],
)
def test_a_country_has_one_stem_in_all_its_forms(forms: str) -> None:
    found = {tuple(stems(form)) for form in forms.split(", ")}
    assert len(found) == 1
    assert len(found.pop()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "they told us to polish the china and cook a turkey",
        "Latin America and South America",
        "New Mexico, British Columbia",
        "the United Nations",
        "J.K. Rowling",
    ],
)
def test_what_only_looks_like_a_country_is_left_alone(text: str) -> None:
    assert with_one_name(text).replace("Mexico", "") == text.replace("Mexico", "")


def test_countries_do_not_meet_each_other() -> None:
    assert len(set(countries("Niger, Nigeria, Guinea, Guinea-Bissau, North Korea, South Korea, the DRC"))) == 7
    assert countries("the British and the US-led force") == ["TheUnitedKingdom", "TheUnitedStates"]


@given(st.text())
def test_any_text_keeps_what_is_no_country(text: str) -> None:
    once = with_one_name(text)
    assert with_one_name(once) == once
    if not countries(text):
        assert once == text


def test_an_index_of_other_names_is_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path, OnnxEmbedder(Settings().cache, threads=2), 120, 5)
    store.archive.put(Article(id="a", text="Britain closed its ports on Sunday.", title="Ports", outlet="The Post"))
    store.catch_up()
    assert len(store.nearest_words("UK", 5)) == 1
    (tmp_path / "index-1" / "words" / "analysis").write_text("older", encoding="utf-8")
    assert store.behind
    assert store.nearest_words("UK", 5) == []
    store.catch_up()
    assert not store.behind
    assert len(store.nearest_words("the British", 5)) == 1
    store.close()
