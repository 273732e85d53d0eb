"""Which sentences make an answer: what a question asks for, and the choice among scored candidates."""

from dataclasses import replace

import pytest

from bot.citations import Quoted
from bot.engines.asked import wish
from bot.engines.selection import Candidate, each_by, leans, refers, select, to_the_point
from bot.engines.stance import both_sides, only_said
from vectorstore.article import Article, StoredArticle
from vectorstore.indexes.lexical import stems
from vectorstore.language.sentences import sentence_spans
from vectorstore.passage import Evidence, Passage

FIRST = (
    "Petro ordered a halt to sharing. It lasts as long as boats are hit. Nobody at the palace would comment further."
)
LATER = "Two ministers said sharing with Washington goes on."
COPY = "Petro has ordered a halt to the sharing."


def candidates(
    text: str, published: str, scores: list[float], wanted: tuple[int, ...] = (), covers: float = 1.0
) -> list[Candidate]:
    stored = StoredArticle(Article(id=published, text=text, title="Petro halts sharing", published=published), 1, "")
    spans = sentence_spans(text)
    passage = Passage(published, 1, 0, len(text), spans)
    evidence = Evidence(1, 1.0, 0.8, passage, stored, found_in=passage)
    return [
        Candidate(
            Quoted(stored, span),
            evidence,
            frozenset(stems(text[span.start : span.end])),
            place in wanted,
            covers,
            score,
            alone=not leans(text[span.start : span.end]),
        )
        for place, (span, score) in enumerate(zip(spans, scores, strict=True))
    ]


def selected(*found: list[Candidate], fact: bool = False, as_it_went: bool = False) -> list[str]:
    ranked = sorted((one for some in found for one in some), key=lambda one: -one.score)
    return [one.quoted.text for one in select(ranked, fact, as_it_went)]


def test_a_story_is_told_in_its_order_with_what_came_later_at_the_end() -> None:
    told = selected(candidates(FIRST, "2025-11-11", [3.2, 2.8, 0.4]), candidates(LATER, "2025-11-13", [1.2]))
    assert told == ["Petro ordered a halt to sharing.", "It lasts as long as boats are hit.", LATER]


def test_with_a_fact_goes_what_another_article_says_rather_than_more_of_the_same() -> None:
    first, other = "The bridge fell. Trains stopped. Crews came at noon.", "Engineers saw the bridge give way."
    found = candidates(first, "2025-11-11", [3.2, 1.9, 1.4]), candidates(other, "2025-11-12", [1.0], covers=0.5)
    assert selected(*found, fact=True) == ["The bridge fell.", "Trains stopped.", other]
    foreign = candidates(other, "2025-11-12", [3.0], covers=0.3)
    assert selected(found[0], foreign, fact=True) == ["The bridge fell.", "Trains stopped."]
    assert selected(*found) == ["The bridge fell.", "Trains stopped.", "Crews came at noon."]


def test_the_best_comes_first_unless_it_is_asked_how_it_went() -> None:
    found = candidates("Crews came at noon. The bridge fell. Trains stopped.", "2025-11-11", [1.5, 3.2, 1.9])
    assert selected(found) == ["The bridge fell.", "Crews came at noon.", "Trains stopped."]
    assert selected(found, as_it_went=True) == ["Crews came at noon.", "The bridge fell.", "Trains stopped."]


def test_what_is_told_last_and_is_newer_than_the_rest_is_said_to_be_of_its_day() -> None:
    def since(*found: list[Candidate]) -> list[bool]:
        return [
            one.since
            for one in select(sorted((one for some in found for one in some), key=lambda one: -one.score), fact=False)
        ]

    first = candidates(FIRST, "2025-11-11", [3.2, 2.8, 0.4])
    assert since(first, candidates(LATER, "2025-11-13", [1.2]))[-1]
    assert not any(since(first, candidates(LATER, "2025-11-11", [2.9])))
    assert not any(since(candidates(LATER, "2025-11-13", [3.2])))


def test_the_best_comes_with_the_sentence_it_leans_on() -> None:
    found = candidates("Rain fell. Petro halted sharing. He blamed the strikes.", "2025-11-11", [1.5, 2.5, 3.2])
    assert selected(found) == ["Petro halted sharing.", "He blamed the strikes.", "Rain fell."]


def test_the_best_comes_with_the_sentence_that_it_needs_however_that_answers() -> None:
    found = candidates("Petro met aides. He halted sharing. Rain fell.", "2025-11-11", [-3.0, 3.2, -4.0])
    assert selected(found) == ["Petro met aides.", "He halted sharing."]
    goes_on = candidates("Petro met aides. But Bogotá halted sharing.", "2025-11-11", [-3.0, 3.2])
    assert selected(goes_on) == ["But Bogotá halted sharing."]


@pytest.mark.parametrize(
    ("sentence", "leaning", "referring"),
    [
        ("It was over.", True, True),
        ("Which is why Bo left.", True, True),
        ("But Bo left.", True, False),
        ("And so he left.", True, True),
        ("There are forty trams.", False, False),
        ("This week, Bo left.", False, False),
        ("This is why Bo left.", True, True),
    ],
)
def test_what_leans_and_what_refers(sentence: str, leaning: bool, referring: bool) -> None:
    assert leans(sentence) == leaning
    assert refers(sentence) == referring


def test_each_who_says_something_is_heard_once_with_the_best_in_the_order_of_publication() -> None:
    late = candidates("Bo called the halt wrong. He said more. Ada hailed it.", "2025-11-13", [3.0, 2.9, 2.0])
    early = candidates("Bo regretted many things. Cem welcomed the stop.", "2025-11-11", [2.8, 1.0])
    far = candidates("Dan praised a cow.", "2025-11-12", [2.7], covers=0.4) + candidates("Eve wept.", "1", [-4.0])
    ranked = sorted([*late, *early, *far], key=lambda one: -one.score)
    told = [one.quoted.text for one in each_by(lambda one: one.quoted.text.split()[0], ranked, frozenset())]
    assert told == ["Cem welcomed the stop.", "Bo called the halt wrong.", "Ada hailed it."]
    assert each_by(lambda one: None, ranked, frozenset()) == []


def test_a_later_article_of_another_story_is_left_out() -> None:
    told = selected(
        candidates(FIRST, "2025-11-11", [3.2, 2.8, 0.4]), candidates(LATER, "2025-11-13", [1.2], covers=0.5)
    )
    assert LATER not in told


def test_what_is_asked_for_is_among_the_chosen_even_below_better_ones() -> None:
    told = selected(candidates(FIRST, "2025-11-11", [3.6, 0.4, 2.2], wanted=(2,)))
    assert "Nobody at the palace would comment further." in told


def test_the_same_is_not_said_twice_nor_what_leans_on_nothing() -> None:
    assert selected(candidates(FIRST, "2025-11-11", [3.6, 0.4, 0.4]), candidates(COPY, "2025-11-11", [3.4])) == [
        "Petro ordered a halt to sharing."
    ]
    stray = "The vote passed at noon. Rain fell on the crowd outside. It was counted twice."
    assert "It was counted twice." not in selected(candidates(stray, "2025-11-11", [3.2, 0.4, 2.8]))


def test_only_sentences_about_the_one_asked_about_are_to_the_point_where_one_is_good_enough() -> None:
    best, good, weak = candidates(FIRST, "2025-11-11", [3.6, 2.4, 2.0], wanted=(1, 2))
    assert to_the_point([best, replace(good, about=True), weak]) == [replace(good, about=True)]
    for others in ([best, good, replace(weak, about=True)], [replace(best, about=True), good, weak]):
        assert to_the_point(others) == others


def test_nothing_gives_nothing() -> None:
    assert selected([]) == []


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("how much aid does Colombia get?", "About $377 million was designated.", True),
        ("how much aid does Colombia get?", "The bombings killed dozens of people.", False),
        ("how many boats were hit?", "Twenty-one boats; at least 76 people died.", True),
        ("when did it start?", "It started on Tuesday.", True),
        ("why did it stop?", "It stopped because the engine failed.", True),
        ("who won?", "The prize went to Ann Cole.", True),
        ("where is it?", "It stands in Oslo.", True),
        ("is he guilty?", "He has denied it.", True),
        ("is he guilty?", "It rained all day.", False),
    ],
)
def test_the_sign_of_what_is_asked_for(question: str, sentence: str, holds: bool) -> None:
    asked = wish(question)
    assert asked is not None
    assert bool(asked.sign.search(sentence)) == holds


def test_what_happened_asks_for_no_kind() -> None:
    assert wish("what happened in Bogotá?") is None
    assert leans("It was over.")
    assert not leans("Italy was out.")


ACCUSED = "The White House accuses Petro of ties. Bessent accuses Petro of ties too. Trump called Petro a bad leader."
ASKED = "did Petro sell drugs?"
DENIED = "The White House accuses Petro of ties, which Bogotá denies. Petro denies it all. Rain fell."


def test_what_one_side_says_comes_with_what_the_other_says_to_it() -> None:
    said = candidates(ACCUSED, "2025-11-11", [3.6, 3.4, 3.2])
    answered = candidates(DENIED, "2025-11-12", [2.0, 1.5, 0.1])
    told = [one.quoted.text for one in both_sides([*said, *answered], [said[0], said[2]])]
    assert told == ["Trump called Petro a bad leader.", "The White House accuses Petro of ties, which Bogotá denies."]


def test_a_denial_of_something_else_is_not_the_other_side() -> None:
    said = candidates(ACCUSED, "2025-11-11", [3.6, 3.4, 3.2])
    other = candidates(DENIED, "2025-11-12", [2.0, 1.5, 0.1], covers=0.1)
    assert both_sides([*said, *other], said[:1]) == said[:1]


def test_accusations_and_a_denial_are_told_from_a_finding() -> None:
    accused = candidates(ACCUSED, "2025-11-11", [3.6, 3.4, 3.2])
    denied = candidates("Petro denies it all. A court convicted a minister.", "2025-11-12", [3.0, 0.1])
    chosen = [accused[0], denied[0]]
    assert only_said(ASKED, [*accused, denied[0]], chosen) == (accused[0], denied[0])
    assert only_said(ASKED, [*accused, denied[0]], accused[:2]) == ()
    assert only_said(ASKED, [*accused, *denied], chosen) == ()


@pytest.mark.parametrize(
    ("told", "is_finding"),
    [
        ("A tribunal ruled that Petro had sold drugs.", True),
        ("An inquiry found that Petro had sold drugs for years.", True),
        ("Petro was jailed for selling drugs.", True),
        ("No court has convicted Petro of selling drugs.", False),
        ("Petro has not been convicted.", False),
        ("Petro, who did not appear, was convicted of selling drugs.", True),
        ("No one was hurt, but Petro was convicted.", True),
    ],
)
def test_that_no_court_has_found_it_is_no_finding(told: str, is_finding: bool) -> None:
    said = candidates(f"Trump accused Petro of selling drugs. Petro denies it. {told}", "2025-11-11", [3.6, 3.4, 3.2])
    assert bool(only_said(ASKED, said, said[:2])) != is_finding


def test_a_denial_by_somebody_else_is_none_of_the_accusation() -> None:
    said = candidates("The mayor accused Petro of theft. The council denies a permit.", "2025-11-11", [3.6, 3.4])
    assert only_said(ASKED, said, said) == ()


def test_an_answer_beside_which_somebody_is_accused_is_a_finding_itself() -> None:
    best = candidates("The fire is the largest of the year.", "2025-11-11", [3.9])
    accused = candidates("A man accused of arson denies that he lit the fire.", "2025-11-12", [3.0])
    assert only_said(ASKED, [*best, *accused], [*best, *accused]) == ()
    assert only_said(ASKED, [*accused, *best], [*best, *accused]) == (accused[0],)
