"""Citation recall and precision (ALCE) against values worked out by hand, with judges that are told what holds."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.evaluation.metrics import score
from bot.evaluation.questions import Question
from bot.evaluation.support import citation_support, supported
from bot.verify.claims import Source


def answer(*sentences: tuple[str, list[int]], status: str = "answered") -> dict[str, Any]:
    numbers = sorted({n for _, cited in sentences for n in cited})
    return {
        "status": status,
        "answer": " ".join(text for text, _ in sentences),
        "sentences": [{"text": text, "citations": cited} for text, cited in sentences],
        "citations": [{"n": n, "quote": f"q{n}"} for n in numbers],
    }


def judge(*holding: tuple[str, set[str]]) -> Any:
    """A claim holds where the quotations include all of one of its sets."""

    def supports(claim: str, quotes: Sequence[Source]) -> bool:
        texts = {quote.text for quote in quotes}
        return any(claim == one and needed <= texts for one, needed in holding)

    return supports


def test_a_sentence_is_supported_by_its_citations_together() -> None:
    document = answer(("A", [1, 2]), ("B", [3]), ("C", []))
    found = citation_support(document, judge(("A", {"q1", "q2"}), ("C", set())))
    # A holds with both; B does not; C cites nothing. Both of A's are needed, B's supports nothing.
    assert found == {"citations.recall": pytest.approx(1 / 3), "citations.precision": pytest.approx(2 / 3)}


def test_a_citation_that_is_not_needed_and_does_not_support_alone_is_irrelevant() -> None:
    document = answer(("A", [1, 2, 3]))
    # 1 supports alone; without 2 the others still do, nor does 2 alone; so 3.
    found = citation_support(document, judge(("A", {"q1"})))
    assert found == {"citations.recall": 1, "citations.precision": pytest.approx(1 / 3)}


def test_each_of_two_that_support_alone_is_relevant() -> None:
    found = citation_support(answer(("A", [1, 2])), judge(("A", {"q1"}), ("A", {"q2"})))
    assert found == {"citations.recall": 1, "citations.precision": 1}


def test_an_answer_without_a_citation_has_no_precision() -> None:
    assert citation_support(answer(("A", [])), judge()) == {"citations.recall": 0}


def test_only_an_answered_question_is_judged_and_only_by_a_judge() -> None:
    question = Question(id="q", question="Who?")
    everything = judge(("A", set()))
    assert score(question, answer(("A", [1])), {}, everything)["citations.recall"] == 1
    assert "citations.recall" not in score(question, answer(("A", [1])))
    declined = answer(("A", [1]), status="declined") | {"declined": {"kind": "false_premise", "message": "No."}}
    assert "citations.recall" not in score(question, declined, {}, everything)


def test_our_own_judge_reads_each_quotation_and_all_together() -> None:
    closed = Source("The bridge was closed on Tuesday.", "2025-11-12")
    hurt = Source("Two people were hurt.", "2025-11-12")
    assert supported("The bridge was closed on Tuesday (11 November 2025).", [hurt, closed])
    assert supported("The bridge was closed on Tuesday. Two people were hurt.", [closed, hurt])
    assert not supported("Three people were hurt.", [closed, hurt])
    assert not supported("Two people were hurt.", [])
