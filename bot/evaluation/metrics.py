"""The metrics: one answered question against its gold, then the whole set.

`score` reads an `ask --json` document and gives only the metrics that apply to that question, so that
a metric's population is the questions that have a score for it; `aggregate` sums them up.
`citations.recall` and `citations.precision` need a judge of claims, which a caller may bring.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import floor
from statistics import fmean, median
from types import MappingProxyType
from typing import Any

from bot.evaluation.expectations import failed_expectations, has_expectations
from bot.evaluation.questions import GoldEvidence, Question
from bot.evaluation.quotes import first_words, found, overlap
from bot.evaluation.rankings import average_precision, ndcg, recall, reciprocal_rank
from bot.evaluation.support import Supports, citation_support
from bot.evaluation.words import contains, coverage, token_f1, without_markers, word_count, words

Document = Mapping[str, Any]
"""What `ask --json` writes."""
Scores = Mapping[str, float]
"""A question's own values by metric; `latency_ms.total` and `.first_sentence` are milliseconds."""

DEPTHS = (1, 5, 10)
WORD_BUDGETS = (150, 500, 1500)
FIRST_CITATIONS = 3

MEANS = (
    *(f"retrieval.hit@{k}" for k in DEPTHS),
    *(f"retrieval.recall@{k}" for k in DEPTHS),
    "retrieval.mrr@10",
    "retrieval.map@10",
    "retrieval.ndcg@10",
    *(f"retrieval.found@{limit}" for limit in WORD_BUDGETS),
    "answer.contains",
    "answer.coverage",
    "answer.f1",
    "answer.exact",
    "answer.parts",
    "citations.gold_article",
    "citations.gold_sentence",
    "citations.recall",
    "citations.precision",
    "refusal.recall",
    "refusal.answered",
    "refusal.precision",
    "refusal.kind",
    "rewrite.f1",
    "expectations",
)
"""The metrics whose value over a set is the mean of its questions' values."""

YES_NO = frozenset(
    (
        *(f"retrieval.hit@{k}" for k in DEPTHS),
        "answer.contains",
        "answer.exact",
        "citations.gold_article",
        "citations.gold_sentence",
        "refusal.recall",
        "refusal.answered",
        "refusal.precision",
        "refusal.kind",
        "expectations",
    )
)
"""Those of them that are 0 or 1 for every question."""

TOTALS = ("refusal.f1", "answer.words", "latency_ms.p50", "latency_ms.p95", "latency_ms.first_sentence_p95")
"""The metrics that only a set has: no mean of its questions' values."""

_SAME_IDS: Mapping[str, str] = MappingProxyType({})


def score(
    question: Question,
    document: Document,
    resolve: Mapping[str, str] = _SAME_IDS,
    supports: Supports | None = None,
) -> dict[str, float]:
    """One question's values of the metrics that apply to it.

    `resolve` gives the stored article's id for what the gold names otherwise: a URL, or the id of a duplicate
    that was not stored. `supports` judges what is cited; without it `citations.recall` and `.precision` do not apply.
    A document that is an error counts as neither answered nor declined.
    """
    gold = [(resolve.get(item.article, item.article), item) for item in question.evidence]
    scores = _refusal_scores(question, document) | _answer_scores(question, document)
    if question.answerable and gold:
        scores |= _retrieval_scores(question, document.get("evidence") or (), gold)
        scores |= _citation_scores(document, gold)
    if question.history and question.standalone:
        searched = (document.get("search") or {}).get("query") or ""
        scores["rewrite.f1"] = token_f1(words(searched), words(question.standalone))
    if has_expectations(question):
        scores["expectations"] = float(not failed_expectations(question, document, resolve))
    if supports and document.get("status") == "answered":
        scores |= citation_support(document, supports)
    return scores | _cost(document)


def aggregate(scores: Iterable[Scores]) -> dict[str, float | None]:
    """Every metric over a set; None where no question has a value for it."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in scores:
        for metric, value in one.items():
            values[metric].append(value)
    return {metric: fmean(values[metric]) if values[metric] else None for metric in MEANS} | {
        "refusal.f1": refusal_f1(values["refusal.recall"], declined=len(values["refusal.precision"])),
        "answer.words": median(values["answer.words"]) if values["answer.words"] else None,
        "latency_ms.p50": percentile(values["latency_ms.total"], 50),
        "latency_ms.p95": percentile(values["latency_ms.total"], 95),
        "latency_ms.first_sentence_p95": percentile(values["latency_ms.first_sentence"], 95),
    }


# Which metrics apply to a question


def _refusal_scores(question: Question, document: Document) -> dict[str, float]:
    status = document.get("status")
    scores = {}
    if question.answerable:
        scores["refusal.answered"] = float(status == "answered")
    else:
        scores["refusal.recall"] = float(status == "declined")
    if status == "declined":
        scores["refusal.precision"] = float(not question.answerable)
        if question.refusal:
            scores["refusal.kind"] = float((document["declined"] or {}).get("kind") == question.refusal)
    return scores


def _answer_scores(question: Question, document: Document) -> dict[str, float]:
    """`answer.parts` compares whatever the answer says: a false premise is declined in sentences, too."""
    answer = words(without_markers(document.get("answer") or ""))
    scores = {}
    if question.answerable and question.answer:
        aliases = [words(alias) for alias in question.answer]
        given = answer if document.get("status") == "answered" else ()
        scores = {
            "answer.contains": float(any(contains(given, alias) for alias in aliases)),
            "answer.coverage": max(coverage(given, alias) for alias in aliases),
            "answer.f1": max(token_f1(given, alias) for alias in aliases),
            "answer.exact": float(bool(given) and given in aliases),
        }
    if question.answer_parts:
        scores["answer.parts"] = fmean(
            any(contains(answer, words(alternative)) for alternative in part) for part in question.answer_parts
        )
    return scores


def _retrieval_scores(
    question: Question, evidence: Sequence[Mapping[str, Any]], gold: Sequence[tuple[str, GoldEvidence]]
) -> dict[str, float]:
    """`found@N` needs quotes; the others only the articles that the gold names."""
    ranking = tuple(dict.fromkeys(row["article_id"] for row in sorted(evidence, key=lambda row: row["rank"])))
    relevant = {article for article, _ in gold}
    scores = {f"retrieval.hit@{k}": float(not relevant.isdisjoint(ranking[:k])) for k in DEPTHS}
    scores |= {f"retrieval.recall@{k}": recall(ranking[:k], relevant) for k in DEPTHS}
    scores["retrieval.mrr@10"] = reciprocal_rank(ranking[:10], relevant)
    scores["retrieval.map@10"] = average_precision(ranking[:10], relevant)
    scores["retrieval.ndcg@10"] = ndcg(ranking, relevant, 10)
    if quotes := [(article, item.quote) for article, item in gold if item.quote]:
        for limit in WORD_BUDGETS:
            scores[f"retrieval.found@{limit}"] = found(quotes, first_words(evidence, limit), question.evidence_mode)
    return scores


def _citation_scores(document: Document, gold: Sequence[tuple[str, GoldEvidence]]) -> dict[str, float]:
    answered = document.get("status") == "answered"
    cited = [(item["article_id"], item["quote"]) for item in document["citations"]] if answered else []
    cited = cited[:FIRST_CITATIONS]
    articles = {article for article, _ in gold}
    scores = {"citations.gold_article": float(any(article in articles for article, _ in cited))}
    if quotes := [(article, item.quote) for article, item in gold if item.quote]:
        scores["citations.gold_sentence"] = float(
            any(
                cited_article == article and overlap(sentence, quote)
                for cited_article, sentence in cited
                for article, quote in quotes
            )
        )
    return scores


def _cost(document: Document) -> dict[str, float]:
    """Words and milliseconds; the first sentence's time only where there is an answer."""
    timings = document.get("timings_ms") or {}
    costs = {"latency_ms.total": timings.get("total")}
    if document.get("status") == "answered":
        costs["answer.words"] = word_count(document["answer"])
        costs["latency_ms.first_sentence"] = timings.get("first_sentence")
    return {metric: float(value) for metric, value in costs.items() if value is not None}


# Whole sets


def refusal_f1(recalls: Sequence[float], declined: int) -> float | None:
    """F1 of declining (Manning et al. 2008, 8.3): 2 · rightly declined / (declined + unanswerable).

    `recalls` holds 1 or 0 for each unanswerable question; None without one, since then there is no gold.
    """
    return 2 * sum(recalls) / (declined + len(recalls)) if recalls else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Interpolated between the two nearest values (Hyndman & Fan 1996, type 7; numpy's default)."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
