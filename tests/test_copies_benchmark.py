"""The labelled near-copies come together: on the half that the thresholds were chosen on, and on the other."""

import json
from pathlib import Path

import pytest
from benchmarks.copies import b_cubed, report_groups, score
from benchmarks.near_copies import labelled


@pytest.mark.parametrize("half", ["choosing", "held"])
def test_copies_come_together_and_nothing_else_does(half: str) -> None:
    precision, recall, f1 = score(labelled(half))
    assert f1 >= 0.9
    assert min(precision, recall) >= 0.9


def test_b_cubed_is_the_mean_over_items() -> None:
    labels = {"a": "x", "b": "x", "c": "x", "d": "y"}
    assert b_cubed(labels, []) == pytest.approx((1.0, 0.5, 2 / 3))
    assert b_cubed(labels, [["a", "b", "c"]]) == (1.0, 1.0, 1.0)
    precision, recall, _ = b_cubed(labels, [["a", "b", "c", "d"]])
    assert (precision, recall) == (pytest.approx((3 * 0.75 + 0.25) / 4), 1.0)


def test_the_groups_among_articles_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "The ferry to Bergen stopped on Monday because its engine failed, and nobody was hurt on board of it."
    row = {"text": text, "title": "Ferry", "url": None, "published": "2025-11-12"}
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps({**row, "id": name, "source": f"{name} Post"}) for name in ("A", "B")))
    report_groups(file)
    groups, told = capsys.readouterr().out.splitlines()
    assert json.loads(groups) == [["A Post", "2025-11-12", "Ferry"], ["B Post", "2025-11-12", "Ferry"]]
    assert told.startswith("1 groups among 2 articles; ")
