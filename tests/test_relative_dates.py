"""The labelled table of relative dates: what a sentence means, by the day it was published where its outlet is.

The three moments of publication lie in three time zones, each on another day than in UTC: a Wednesday, the first Monday
of a year, and the Sunday that ends a month.
"""

import csv
from pathlib import Path

from vectorstore.language.dates import day_of, time_expressions

TABLE = Path(__file__).parent / "data" / "relative_dates.tsv"


def test_at_least_95_in_100_are_right() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 400
    assert len({row["published"][-6:] for row in rows}) == 3
    wrong = [
        (*row.values(), meant) for row in rows if (meant := _meant(row["sentence"], row["published"])) != row["days"]
    ]
    assert len(wrong) <= 0.05 * len(rows), "\n".join(map(str, wrong))


def _meant(sentence: str, published: str) -> str:
    found = time_expressions(sentence, day_of(published))
    days = [f"{one.first}/{one.last}" if one.first != one.last else str(one.first) for one in found]
    return " ".join(days) or "none"
