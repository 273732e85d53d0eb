"""Time expressions: what a reader is told beside an article's words, and when nothing is told."""

import re
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from vectorstore.language.dates import day_of, shown, time_expressions, with_dates

WEDNESDAY = date(2025, 11, 12)


def added(sentence: str, published: date = WEDNESDAY) -> list[str]:
    """What stands in the added parentheses, each with the word before it."""
    told = with_dates(sentence, published)
    assert re.sub(r" \([^)]*\)", "", told) == sentence
    return re.findall(r"([^\s(]+ \([^)]*\))", told)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        # Weekdays look back up to the day of publication.
        ("The bank cut its rate on Tuesday.", "Tuesday (11 November 2025)"),
        ("The bank cut its rate on Wednesday.", "Wednesday (12 November 2025)"),
        ("The bank cut its rate Thursday.", "Thursday (6 November 2025)"),
        ("He died on Tuesday night.", "night (11 November 2025)"),
        ("Tuesday’s vote was close.", "Tuesday’s (11 November 2025)"),
        ("Tuesday's vote was close.", "Tuesday's (11 November 2025)"),
        ("It fell last Friday.", "Friday (7 November 2025)"),
        ("It fell last Wednesday.", "Wednesday (5 November 2025)"),
        ("It fell this past Sunday.", "Sunday (9 November 2025)"),
        ("On Sunday, 12 people died.", "Sunday (9 November 2025)"),
        ("He said on Monday he will resign.", "Monday (10 November 2025)"),
        ("He said Monday that he will resign.", "Monday (10 November 2025)"),
        ("The company announced on Monday that it plans to cut jobs.", "Monday (10 November 2025)"),
        # Ahead, where the sentence looks ahead.
        ("The court will rule on Friday.", "Friday (14 November 2025)"),
        ("The court is to rule on Wednesday.", "Wednesday (12 November 2025)"),
        ("It resumes next Wednesday.", "Wednesday (19 November 2025)"),
        ("The vote is scheduled for Monday.", "Monday (17 November 2025)"),
        ("Talks resume next Monday.", "Monday (17 November 2025)"),
        ("Talks resume this coming Monday.", "Monday (17 November 2025)"),
        ("They play this Saturday.", "Saturday (15 November 2025)"),
        ("On Friday, the court will rule.", "Friday (14 November 2025)"),
        ("On Friday, he said the court will rule.", "Friday (7 November 2025)"),
        ("On Friday the team won and will play on.", "Friday (7 November 2025)"),
        # Near days.
        ("It opened today.", "today (12 November 2025)"),
        ("It opened yesterday.", "yesterday (11 November 2025)"),
        ("It opens tomorrow.", "tomorrow (13 November 2025)"),
        ("It opened yesterday afternoon.", "afternoon (11 November 2025)"),
        ("He speaks tonight.", "tonight (12 November 2025)"),
        ("Today’s ruling stands.", "Today’s (12 November 2025)"),
        # A date without its year.
        ("It began on Nov. 4.", "4 (2025)"),
        ("It began on November 4th.", "4th (2025)"),
        ("It began on 4 November.", "November (2025)"),
        ("It began on the 4th of November.", "November (2025)"),
        ("It began on Tuesday, Nov. 4, at noon.", "4 (2025)"),
        ("It was signed on March 3.", "3 (2025)"),
        ("The trial will start on March 3.", "3 (2026)"),
        # Months alone.
        ("He was elected in March.", "March (2025)"),
        ("In March he was elected.", "March (2025)"),
        ("Since September prices rose.", "September (2025)"),
        ("Prices rose in December.", "December (2024)"),
        ("The trial will open in March.", "March (2026)"),
        ("He left last November.", "November (2024)"),
        ("He leaves next March.", "March (2026)"),
        ("It must close by February.", "February (2026)"),
        # Weeks, months, years.
        ("It rained last week.", "week (3–9 November 2025)"),
        ("It rains this week.", "week (10–16 November 2025)"),
        ("It ends next week.", "week (17–23 November 2025)"),
        ("It rained last month.", "month (October 2025)"),
        ("It ends next month.", "month (December 2025)"),
        ("Last year’s deal held.", "year’s (2024)"),
        ("It ends next year.", "year (2026)"),
        ("It rose this year.", "year (2025)"),
        ("It fell in July last year.", "year (2024)"),
    ],
)
def test_what_is_told(sentence: str, told: str) -> None:
    assert added(sentence) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        # Said in full already.
        "It began on November 4, 2025.",
        "It began on 4 November 2025.",
        "It began on Tuesday, November 4, 2025.",
        "He was elected in March 2021.",
        # Names.
        "Shops expect crowds on Black Friday.",
        "Cyber Monday sales rose.",
        "Good Friday is a holiday.",
        "He won Super Tuesday easily.",
        "NBC shows Sunday Night Football to millions.",
        "She hosted Saturday Night Live.",
        "The Sunday Times reported it.",
        "Sheffield Wednesday lost again.",
        "The film Freaky Friday was a hit.",
        "The Jan. 6 committee met.",
        "The Sept. 11 attacks changed the city.",
        "It answers the Oct. 7 Hamas attack.",
        # No one day is meant.
        "The market opens every Tuesday.",
        "They meet each Sunday.",
        "Fridays are quiet.",
        "The first Monday is a holiday.",
        "Prices rose over the last year.",
        "Today's teens will live to see it.",
        "It is just like today.",
        "Just like today, it rained.",
        "It is still used today.",
        "Most of the houses seen today were built in 1920.",
        "It was the last week of his campaign.",
        "In his last month he wrote.",
        "Voters may march on.",
        "Mr. May said no.",
        "Fat Tuesday ends carnival.",
        "He was hired a week ago Tuesday.",
        "A plan by May would fail.",
        # Quoted words are never touched.
        "“We will vote on Tuesday,” he said.",
        "He said “it began yesterday” and left.",
        'He said "it began yesterday" and left.',
        'We will vote tomorrow," he said.',
        "«It began yesterday», he said.",
        "We will vote tomorrow,” he said.",
        "He said: “We will vote tomorrow.",
        "‘We don’t vote tomorrow,’ he said.",
    ],
)
def test_nothing_is_told(sentence: str) -> None:
    assert added(sentence) == []


def test_each_day_is_told_once() -> None:
    assert added("On Tuesday he won, and on Tuesday night he spoke; it rained yesterday.") == [
        "Tuesday (11 November 2025)"
    ]


def test_several_expressions_in_order() -> None:
    assert added("After last week’s vote, talks began on Monday and end tomorrow.") == [
        "week’s (3–9 November 2025)",
        "Monday (10 November 2025)",
        "tomorrow (13 November 2025)",
    ]


@pytest.mark.parametrize(
    ("sentence", "published", "told"),
    [
        ("It fell on Tuesday.", date(2026, 1, 1), "Tuesday (30 December 2025)"),
        ("It fell on Dec. 20.", date(2026, 1, 5), "20 (2025)"),
        ("The trial opens on Jan. 14.", date(2025, 12, 20), "14 (2026)"),
        ("It rained last month.", date(2026, 1, 5), "month (December 2025)"),
        ("It ends next month.", date(2025, 12, 20), "month (January 2026)"),
        ("It rained last week.", date(2026, 1, 5), "week (29 December 2025 – 4 January 2026)"),
        ("It rains this week.", date(2025, 11, 1), "week (27 October – 2 November 2025)"),
        ("It fell yesterday.", date(2024, 3, 1), "yesterday (29 February 2024)"),
        ("It fell yesterday.", date(2025, 3, 1), "yesterday (28 February 2025)"),
        ("He left last March.", date(2025, 3, 20), "March (2024)"),
        ("He left in March.", date(2025, 3, 20), "March (2025)"),
        ("He leaves next March.", date(2025, 3, 1), "March (2026)"),
        ("It fell on Feb. 29.", date(2024, 12, 10), "29 (2024)"),
    ],
)
def test_at_the_ends_of_months_and_years(sentence: str, published: date, told: str) -> None:
    assert added(sentence, published) == [told]


def test_a_day_that_no_year_has_is_left_alone() -> None:
    assert added("It fell on Feb. 31.") == []


def test_without_a_publication_date_nothing_is_told() -> None:
    assert with_dates("It fell on Tuesday.", None) == "It fell on Tuesday."


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (None, None),
        ("2025-11-12", WEDNESDAY),
        ("2025-11-12T23:30:00-05:00", WEDNESDAY),
        ("2025-11-12T00:10:00Z", WEDNESDAY),
    ],
)
def test_the_day_is_the_outlets_own(moment: str | None, day: date | None) -> None:
    assert day_of(moment) == day


def test_spans_are_shown_in_words() -> None:
    assert shown(date(2025, 1, 1), date(2025, 12, 31)) == "2025"
    assert shown(date(2024, 2, 1), date(2024, 2, 29)) == "February 2024"
    assert shown(date(2025, 2, 1), date(2025, 2, 27)) == "1–27 February 2025"


pieces = st.sampled_from(
    "on last next this the every Tuesday Sunday’s tomorrow today’s week year month March May Nov. 4 31 2025 , . “ ” "
    '" ( ) ‘ ’ will said Black Night Football 12 people'.split()
)
news = st.one_of(st.text(), st.lists(pieces, max_size=20).map(" ".join))


without_brackets = news.map(lambda text: text.replace("(", "").replace(")", ""))


@given(without_brackets, st.dates())
@example("On Tuesday, Jan. 1, last year and Dec. 31 of next week.", date.min)
@example("On Tuesday, Jan. 1, last year and Dec. 31 of next week.", date.max)
@example("next Tuesday, next week, next month, next year", date.max)
@example("yesterday, last week, last month, last year", date.min)
def test_taking_the_parentheses_away_gives_the_sentence_back(sentence: str, published: date) -> None:
    assert re.sub(r" \([^()]*\)", "", with_dates(sentence, published)) == sentence


@given(news, st.dates())
def test_expressions_are_in_order_and_apart(sentence: str, published: date) -> None:
    at = 0
    for expression in time_expressions(sentence, published):
        assert at <= expression.start < expression.end <= len(sentence)
        assert expression.first <= expression.last
        at = expression.end


@pytest.mark.parametrize(
    ("sentence", "published", "told"),
    [
        # A day to come that no "will" announces, and one that a participle does.
        ("The Games begin in spring, with the opening on July 26.", date(2024, 1, 1), []),
        ("It is the year of the Games, with the first race starting on July 26.", date(2024, 1, 1), ["26 (2024)"]),
        ("The Games run from the opening on July 26 to the end.", date(2024, 2, 22), []),
        ("The two agreed to debate twice, first in June and again in September.", date(2024, 5, 15), []),
        ("They agreed to two debates − one in Rome, the other Sept. 10 on television.", date(2024, 5, 16), []),
        ("She agreed to meet him in June.", date(2024, 5, 15), []),
        ("Beginning Nov. 7, the airline will fly to Lakeland.", date(2024, 7, 24), ["7 (2024)"]),
        ("It fell on Nov. 7.", date(2024, 7, 24), []),
        ("In late October, a bridge near Elmford fell.", date(2024, 7, 24), ["October (2023)"]),
        # An end that is over, and one that is not.
        ("She had an operation and did not return to work until April.", date(2024, 1, 14), ["April (2023)"]),
        ("The road stays shut until April.", date(2024, 1, 14), ["April (2024)"]),
        ("It kept the doors open through September.", date(2024, 3, 29), []),
        ("The bill has to pass by mid-October.", date(2024, 9, 22), ["mid-October (2024)"]),
        # Plans of the past, suppositions, what comes every year, holidays, other centuries.
        ("The rule was supposed to take effect in June.", date(2024, 4, 21), []),
        ("She could lose her seat if the party wins in November.", date(2024, 1, 31), []),
        ("The house is closed each November.", date(2024, 2, 23), []),
        ("On Wednesdays in June the house is open.", date(2024, 2, 23), []),
        ("Flags are waved by children in Fourth of July parades.", date(2024, 7, 3), []),
        ("It was signed into law on June 28, 1894, by the president.", date(2024, 9, 2), []),
        ("They met at a rally in March of that year.", date(2024, 7, 18), []),
        # Weekdays: the verb has to bear them out.
        ("If he is still in town Saturday, he may attend.", date(2024, 8, 7), []),
        ("He is looking into a Tuesday attack.", date(2024, 8, 7), []),
        ("The opener starts at 3:05 p.m. Friday.", date(2024, 3, 27), ["Friday (29 March 2024)"]),
        ("It is ready for a launch as soon as Sunday.", date(2024, 10, 11), ["Sunday (13 October 2024)"]),
        ("A ship that will one day reach Mars launched Tuesday evening.", date(2024, 11, 20),
         ["evening (19 November 2024)"]),
        ("The film is shown on Saturday nights.", date(2024, 6, 5), []),
        ("On Sept. 5, 1882 — a Tuesday — they marched.", date(2024, 9, 2), []),
        ("Shops were open Monday through Saturday and from 11 a.m. on Sunday.", date(2024, 11, 2), []),
        ("Owners are unsure when they’ll reopen after Saturday's looting.", date(2020, 6, 3), []),
        ("He announced the plan Wednesday on social media.", date(2024, 5, 2), ["Wednesday (1 May 2024)"]),
        # A weekday beside a date says which year, or that it is another one.
        ("The final was on Friday, July 5, in Rome.", date(2024, 9, 2), ["5 (2024)"]),
        ("The match will be on Friday, July 3, in Rome.", date(2024, 2, 4), []),
        ("The calendar began on Jan. 1 in 45 BCE.", date(2024, 2, 29), []),
        ("He decided to endorse her quest to win the White House in November.", date(2024, 8, 1), []),
        # The week of a Sunday is the one that ends, or the one that begins.
        ("He sued last week.", date(2019, 11, 10), []),
        ("They play next weekend.", date(2024, 1, 15), []),
    ],
)  # fmt: skip
def test_where_tense_and_context_leave_doubt_nothing_is_told(sentence: str, published: date, told: list[str]) -> None:
    assert added(sentence, published) == told
