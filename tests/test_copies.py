"""Near-copies: who carries one text, how it folds into one result, and that nothing kept out is named."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.build import Program
from bot.citations import carried_by
from bot.events import Question
from bot.settings import Settings
from bot.terminal import answer_text
from bot.web import markdown
from vectorstore.archive import Archive
from vectorstore.article import Article, StoredArticle
from vectorstore.copies import Copies
from vectorstore.database import Database
from vectorstore.finding.search import SearchRequest, search
from vectorstore.language.credit import credited, origin_first, outlet_key

LEAD = "The council of Norwick voted on Monday to close the old ferry terminal and to move all boats to the new quay."
BODY = (
    "Eleven councillors voted for the plan and six against it, after a debate of four hours.",
    "The terminal was built in 1931 and needs repairs that would cost 4 million pounds, the harbour office said.",
    "Mayor Ana Lind said that the quay had room for twice as many boats and was safer in winter storms.",
    "Fishermen had asked for the terminal to be kept, since their ice plant stands beside it.",
    "The last boat will leave the terminal on 30 November, and buses will then run to the quay every ten minutes.",
)
WIRE = "\n".join([LEAD, *BODY])
REWORDED = (
    "Norwick’s old ferry terminal is to close, and all boats are to move to the new quay, the council voted on Monday."
)
LOCAL = (
    "In Eastwick, the baker Tom Hale said that he would sell his stall at the terminal and open a shop by the church."
)
QUESTION = "When will the last boat leave the terminal?"


def article(name: str, text: str, published: str | None, **more: str) -> Article:
    outlet = more.pop("outlet", f"{name.title()} Post")
    return Article(name, text, f"Headline of {name}", f"https://{name}.example/", (), published, outlet=outlet, **more)


ARTICLES = (
    article("lakeland", "\n".join([REWORDED, *BODY]), "2025-11-11T09:00:00+00:00"),
    article("wire", WIRE, "2025-11-10T12:00:00+00:00"),
    article("beacon", "\n".join([LEAD, *BODY[:3]]), "2025-11-12"),
    article("eastwick", "\n".join([LEAD, *BODY[:2], LOCAL, *BODY[2:]]), "2025-11-13"),
    article("later", WIRE, "2025-11-20"),
    article("corrected", WIRE.replace("4 million", "9 million"), "2025-11-14"),
    article(
        "other",
        "Boats will soon be gone from Norwick's ferry terminal, which has stood for more than ninety years. Most"
        " councillors found the mayor's new quay the better place; the fishermen, who lose their ice, did not.",
        "2025-11-11",
    ),
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(Settings(data=tmp_path_factory.mktemp("data"), model="extractive", threads=2))
    for one in ARTICLES:
        program.store.archive.put(one)
    program.store.catch_up()
    yield program
    program.store.close()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Database(tmp_path / "archive.sqlite3", 120, "none"))


def groups(archive: Archive) -> list[list[str]]:
    """The groups among what is loaded, the origin of each first."""
    copies = Copies(archive._database)
    copies.read()
    assert copies.unread() == 0
    latest = [(one.article.id, one.version) for one in archive.articles()]
    return [[one.article.id for one in group.carriers] for group in copies.groups(latest, None)]


def put(archive: Archive, *articles: Article) -> None:
    for one in articles:
        archive.put(one)


# Groups


def test_carriers_of_one_text_are_a_group_and_the_first_is_its_origin(archive: Archive) -> None:
    put(archive, *ARTICLES)
    assert groups(archive) == [["wire", "lakeland", "beacon", "eastwick", "corrected", "later"]]


def test_who_is_credited_is_the_origin_though_it_came_later(archive: Archive) -> None:
    credit = "This story was originally published by The Later Post."
    put(archive, article("wire", f"{WIRE}\n{credit}", "2025-11-10"), article("later", WIRE, "2025-11-20"))
    assert groups(archive) == [["later", "wire"]]


def test_without_the_origin_the_next_takes_its_place_and_a_removed_one_is_forgotten(archive: Archive) -> None:
    put(archive, *ARTICLES[:4])
    groups(archive)
    archive.remove("wire")
    assert groups(archive) == [["lakeland", "beacon", "eastwick"]]
    archive.remove("lakeland")
    assert groups(archive) == [["beacon", "eastwick"]]
    archive.remove("beacon")
    assert groups(archive) == []


def test_a_version_that_tells_something_else_leaves_its_group(archive: Archive) -> None:
    put(archive, *ARTICLES[:2])
    assert groups(archive) == [["wire", "lakeland"]]
    put(archive, replace(ARTICLES[0], text=ARTICLES[-1].text))
    assert groups(archive) == []
    put(archive, ARTICLES[0])
    assert groups(archive) == [["wire", "lakeland"]]


def test_pages_of_one_outlet_that_share_their_frame_are_no_copies(archive: Archive) -> None:
    monday = "\n".join([LEAD, *BODY[:3], LOCAL])
    put(archive, article("monday", monday, None, outlet="Post"), article("tuesday", WIRE, None, outlet="Post"))
    assert groups(archive) == []


def test_a_frame_that_two_outlets_fill_in_makes_no_copies(archive: Archive) -> None:
    frame = (
        "Here is the forecast for the coast, made by our desk from the models of the national service at {0} o'clock."
        " The high is {1} and the low {2}. Winds of {3} come from the {4}."
        " Look at the warnings of the coastguard before you go out on the water."
    )
    put(archive, article("coast", frame.format(5, 16, 7, 8, "west"), None))
    put(archive, article("bay", frame.format(6, 12, 3, 19, "east"), None))
    assert groups(archive) == []
    put(archive, article("shore", frame.format(5, 16, 7, 8, "west"), None))
    assert groups(archive) == [["coast", "shore"]]


def test_sketches_of_another_method_are_made_anew(archive: Archive) -> None:
    put(archive, *ARTICLES[:2])
    groups(archive)
    with archive._database.connect() as db:
        db.execute("UPDATE meta SET value = 'an earlier one' WHERE key = 'sketching'")
        db.execute("DELETE FROM copy")
    assert Copies(archive._database).unread() == 2
    assert groups(archive) == [["wire", "lakeland"]]


def test_versions_that_do_not_count_bring_nobody_together(archive: Archive) -> None:
    """`middle` shares a half with each of two that share nothing."""
    halves = [WIRE, "\n".join(word[::-1] for word in WIRE.split("\n"))]
    put(
        archive,
        article("one", halves[0], None),
        article("two", halves[1], None),
        article("middle", "\n".join(halves), None),
    )
    assert [sorted(group) for group in groups(archive)] == [["middle", "one", "two"]]
    copies = Copies(archive._database)
    assert copies.groups([("one", 1)], {"one": 1, "two": 1}) == []
    assert copies.groups([("one", 1)], {"one": 1, "two": 1, "middle": 2}) == []


# Credit lines


@pytest.mark.parametrize(
    ("text", "authors", "names"),
    [
        ("LONDON (Reuters) – Ships stopped.", (), {"reuters"}),
        ("NEW YORK, Nov 3 (AP) - Ships stopped.", (), {"associated press"}),
        ("AP — Ships stopped.", (), {"associated press"}),
        ("By Jo Hadley, The Associated Press\nShips stopped.", (), {"associated press"}),
        ("Ships stopped.", ("Jo Hadley, Agence France-Presse",), {"jo hadley", "agence france presse"}),
        ("Ships stopped.\nThis article was first published on Norwick.com.", (), {"norwick"}),
        ("Ships stopped.\nThe Harbour Post (sample) contributed to this report.", (), {"harbour post"}),
        ("Ships stopped.\n© 2025 The Harbour Post. All rights reserved.", (), {"harbour post"}),
        ("Ships (and boats) stopped – for a day.", (), set()),
        ("Ann Lee wrote for Reuters (in London) until May.", (), set()),
    ],
)
def test_credit_lines_are_read(text: str, authors: tuple[str, ...], names: set[str]) -> None:
    assert credited(Article("a", text, authors=authors)) == names


def test_names_of_an_outlet_meet() -> None:
    assert outlet_key("The AP") == outlet_key("Associated Press") == outlet_key("associated-press.com")


def test_what_an_article_says_of_itself_makes_no_origin() -> None:
    first = StoredArticle(article("first", WIRE, "2025-11-10"), 1, "2025-11-21")
    claims = StoredArticle(article("claims", WIRE, "2025-11-11"), 1, "2025-11-20")
    undated = StoredArticle(article("undated", WIRE, None), 1, "2025-11-01")
    credits_ = {"first": frozenset[str](), "claims": frozenset({"claims post"}), "undated": frozenset[str]()}
    assert origin_first([undated, claims, first], credits_) == [first, claims, undated]


# Searches


def found(program: Program, query: str, **filters: str | None) -> list[tuple[str, list[str], str]]:
    """What is found: of which article, who else carries it, and its words."""
    outlets = filters.pop("outlet", None)
    request = SearchRequest(query, outlets=(outlets,) if outlets else (), **filters)  # type: ignore[arg-type]
    evidence = search(program.store, request, 16).evidence
    return [(one.passage.article_id, [other.carrier.article_id for other in one.also], one.text) for one in evidence]


def repeated(texts: Sequence[str]) -> list[str]:
    return [words for words in BODY if sum(words in text for text in texts) > 1]


def test_one_text_is_one_result_with_its_origin_first(program: Program) -> None:
    results = found(program, QUESTION)
    assert repeated([text for _, _, text in results if "9 million" not in text and LOCAL not in text]) == []
    name, also, text = results[0]
    assert name == "wire"
    assert "30 November" in text
    assert set(also) >= {"lakeland", "eastwick", "later"}
    assert "beacon" not in also, "its end was cut"
    assert {name for name, _, _ in results} >= {"wire", "other"}


def test_a_paragraph_that_only_one_carrier_has_is_found(program: Program) -> None:
    results = found(program, "What will the baker Tom Hale do?")
    name, _, text = results[0]
    assert (name, LOCAL in text) == ("eastwick", True)
    answer = program.chain.invoke(Question("What will the baker Tom Hale do with his stall?"))
    assert LOCAL in {one.quote for one in answer.citations}
    assert all(one.also_carried_by == () for one in answer.citations if one.quote == LOCAL)


def test_another_figure_is_not_folded_away(program: Program) -> None:
    texts = [text for _, _, text in found(program, "What would the repairs of the terminal cost?")]
    assert any("4 million" in text for text in texts)
    assert any("9 million" in text for text in texts)


def test_what_is_kept_out_carries_nothing(program: Program) -> None:
    moments: dict[str, set[str]] = {"2025-11-10": {"wire"}, "2025-11-11": {"wire", "lakeland"}}
    for moment, known in moments.items():
        for name, also, _ in found(program, QUESTION, as_of=moment):
            assert {name, *also} <= known | {"other"}
    assert all(also == [] for _, also, _ in found(program, QUESTION, outlet="Lakeland Post"))
    inside = {
        other for _, also, _ in found(program, QUESTION, since="2025-11-12", until="2025-11-15") for other in also
    }
    assert "later" not in inside


def test_without_the_origin_inside_another_carrier_stands_for_it(program: Program) -> None:
    names = {
        name for name, _, text in found(program, QUESTION, since="2025-11-13", until="2025-11-30") if BODY[4] in text
    }
    assert len(names) == 1


def test_reindexing_changes_nothing(program: Program) -> None:
    before = found(program, QUESTION)
    program.reindex()
    assert found(program, QUESTION) == before


# Answers


def test_an_answer_names_the_other_carriers_of_each_sentence(program: Program) -> None:
    answer = program.chain.invoke(Question(QUESTION))
    document = json.loads(json.dumps(answer.document()))
    cited = document["citations"][0]
    assert cited["article_id"] == "wire"
    assert {
        "article_id": "later",
        "outlet": "Later Post",
        "url": "https://later.example/",
        "published": "2025-11-20",
    } in (cited["also_carried_by"])
    assert document["evidence"][0]["also_carried_by"] == cited["also_carried_by"]
    line = carried_by([answer.citations[0]])
    assert line.startswith("also carried by Lakeland Post, ")
    assert line in answer_text(answer)
    assert markdown.answer(None, answer.sentences, answer.citations).count("also carried by Lakeland Post") >= 2


def test_a_copy_at_another_address_of_the_same_outlet_is_not_named(program: Program) -> None:
    answer = program.chain.invoke(Question(QUESTION))
    same = [replace(other, outlet="Wire Post") for other in answer.citations[0].also_carried_by]
    assert carried_by([replace(answer.citations[0], also_carried_by=tuple(same))]) == ""
