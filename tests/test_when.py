"""What a question says of time: the labelled table of dated questions, all asked on Friday 14 November 2025."""

import csv
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.question.when import When, time_words, when

TABLE = Path(__file__).parent / "data" / "dated_questions.tsv"
FRIDAY = date(2025, 11, 14)


def test_at_least_95_in_100_are_right() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 60
    wrong = [(*row.values(), asked) for row in rows if _row(asked := when(row["question"], FRIDAY)) != _label(row)]
    assert len(wrong) <= 0.05 * len(rows), "\n".join(map(str, wrong))


def _row(asked: When) -> tuple[str, str, str]:
    return str(asked.since or "-"), str(asked.until or "-"), "yes" if asked.latest else "no"


def _label(row: dict[str, str]) -> tuple[str, str, str]:
    return row["since"], row["until"], row["latest"]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What did Petro order on 11 November?", "What did Petro order?"),
        ("What did the bank do in the week of 3 November?", "What did the bank do?"),
        ("What was said between 3 November and 9 November in Lima?", "What was said in Lima?"),
        ("What has happened since last Monday in Norway?", "What has happened in Norway?"),
        ("What's the latest on the ferry strike?", "What's on the ferry strike?"),
        ("What's new?", "What's new?"),
        ("Who won the 2022 World Cup?", "Who won the 2022 World Cup?"),
    ],
)
def test_the_rest_is_what_the_question_is_about(question: str, rest: str) -> None:
    assert when(question, FRIDAY).rest == rest


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        ("what happened on 12 November in Panama?", ("what happened in Panama?", "on 12 November")),
        ("what did the bank earn in 2023?", ("what did the bank earn?", "in 2023")),
        ("Tuesday", ("", "Tuesday")),
        ("Who won the 2022 World Cup?", ("Who won the 2022 World Cup?", "")),
        ("What came of Tuesday's vote?", ("What came of Tuesday's vote?", "")),
        ("On Monday or on Tuesday?", ("On Monday or on Tuesday?", "")),
    ],
)
def test_the_words_for_a_time_can_be_told_apart(question: str, apart: tuple[str, str]) -> None:
    assert time_words(question) == apart


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("what did the bank do in July?", date(2024, 7, 1), date(2024, 7, 31)),
        ("what did the bank do from July to September?", date(2024, 7, 1), date(2024, 9, 30)),
        ("what did the bank do last week?", date(2025, 11, 3), date(2025, 11, 9)),
        ("who plays from August 15th to August 18th, 2021?", date(2021, 8, 15), date(2021, 8, 18)),
        ("what is planned for next March?", date(2026, 3, 1), date(2026, 3, 31)),
        ("what happened from May 1 to August 20?", date(2024, 5, 1), date(2024, 8, 20)),
        ("what happened from Feb. 29 to March 5, 2024?", date(2024, 2, 29), date(2024, 3, 5)),
        ("who played from November 2 to January 3, 2021?", date(2020, 11, 2), date(2021, 1, 3)),
    ],
)
def test_a_day_without_a_year_is_of_the_year_behind_it_or_one_of_what_is_loaded(
    question: str, since: date, until: date
) -> None:
    asked = when(question, FRIDAY, lambda: date(2024, 9, 30))
    assert (asked.since, asked.until) == (since, until)


words = st.sampled_from(
    "on in since between and from to the last Monday tuesday november 11 2025 latest now new week of , ? 's ’s".split()
)


@given(st.one_of(st.text(), st.lists(words, max_size=15).map(" ".join)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_question_has_days_in_order(question: str, today: date) -> None:
    asked = when(question, today)
    assert asked.since is None or asked.until is None or asked.since <= asked.until
    assert asked.rest or not question.strip()
    assert time_words(question)[1] in question


def test_a_long_question_takes_no_long() -> None:
    when("since Monday between and from 11 November is are now " * 40, FRIDAY)
