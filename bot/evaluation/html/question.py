"""A question's result as the report shows it: what was searched, found, said and cited, each held against the gold.

Out comes plain JSON for `question.js`. It decides what is gold and what is a fault; the script only lays it out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.evaluation.faults import Result, answerable, faults, scores, status
from bot.evaluation.html.highlight import pieces, whole_place
from bot.evaluation.html.names import Names
from bot.evaluation.quotes import overlap
from bot.evaluation.words import contains, without_markers, words

View = dict[str, Any]
Row = Mapping[str, Any]


def view(result: Result, names: Names, changes: Sequence[Row]) -> View:
    """All that the report shows of a question; `changes` are its entries in the comparison with a baseline."""
    gold = result.get("gold") or {}
    evidence = sorted(result.get("evidence") or (), key=lambda row: row["rank"])
    quotes = _quotes(gold, evidence, names)
    return {
        "id": str(result["id"]),
        "type": _text(result.get("type") or gold.get("type")),
        "status": status(result),
        "question": _text(result.get("question") or gold.get("question")),
        "history": [
            {"role": _text(turn.get("role")), "content": _text(turn.get("content"))} for turn in _history(gold)
        ],
        "faults": faults(result),
        "expectations": [_text(one) for one in result.get("failed_expectations") or ()],
        "error": result.get("error"),
        "search": _search(result.get("search") or {}, gold),
        "sentences": result.get("sentences") or _small_talk(result),
        "citations": [_citation(one, quotes) for one in result.get("citations") or ()],
        "declined": _declined(result.get("declined"), names),
        "notice": _text(result.get("notice")),
        "gold": _gold(gold, result, quotes, evidence, names),
        "evidence": [_passage(row, result, quotes, names) for row in evidence],
        "scores": dict(scores(result)),
        "timings": result.get("timings_ms") or {},
        "changes": list(changes),
    }


_Quotes = Mapping[str, Sequence[str]]
"""The gold quotes by their article's id; an article of which only the id is gold has none."""


def _quotes(gold: Row, evidence: Sequence[Row], names: Names) -> _Quotes:
    found: dict[str, list[str]] = {}
    for item in gold.get("evidence") or ():
        if article := names.article(item) or _holder(item.get("quote"), evidence):
            found.setdefault(article, []).extend(filter(None, [item.get("quote")]))
    return found


def _holder(quote: str | None, evidence: Sequence[Row]) -> str | None:
    """The article of the best passage with a quote that is known by an address nobody cites."""
    holders = (row["article_id"] for row in evidence if quote and whole_place(row["text"], quote))
    return next(holders, None)


def _history(gold: Row) -> Iterable[Row]:
    return (turn for turn in gold.get("history") or () if isinstance(turn, Mapping))


def _search(search: Row, gold: Row) -> View:
    limits = [f"{name} {search[name]}" for name in ("since", "until", "as_of") if search.get(name)]
    limits += [f"outlet {outlet}" for outlet in search.get("outlets") or ()]
    return {"query": _text(search.get("query")), "gold": _text(gold.get("standalone")), "limits": limits}


def _small_talk(result: Result) -> list[View]:
    """A reply without sentences of its own is one that cites nothing; a decline has its message instead."""
    return [{"text": _text(result.get("answer")), "citations": []}] if status(result) == "chat" else []


def _citation(citation: Row, quotes: _Quotes) -> View:
    mine = quotes.get(citation["article_id"])
    cited = any(overlap(citation["quote"], quote) for quote in mine or ())
    return {
        **_source(citation),
        "n": citation["n"],
        "quote": citation["quote"],
        "url": _web_address(citation.get("url")),
        "gold": "sentence" if cited else "article" if mine is not None else None,
    }


def _declined(declined: Row | None, names: Names) -> View | None:
    if not declined:
        return None
    nearest = [{**_source(one), "quote": _text(one.get("quote"))} for one in declined.get("nearest") or ()]
    return {"kind": _text(declined.get("kind")), "message": _text(declined.get("message")), "nearest": nearest}


def _source(row: Row) -> View:
    return {
        "article": row["article_id"],
        "title": _text(row.get("title")),
        "outlet": _text(row.get("outlet")),
        "day": _text(row.get("published"))[:10],
    }


def _gold(gold: Row, result: Result, quotes: _Quotes, evidence: Sequence[Row], names: Names) -> View:
    said = words(without_markers(_text(result.get("answer"))))
    parts = [[one.strip() for one in _text(part).split("|")] for part in gold.get("answer_parts") or ()]
    return {
        "answerable": answerable(result),
        "refusal": _text(gold.get("refusal")),
        "answers": [
            {"text": _text(one), "said": contains(said, words(_text(one)))} for one in gold.get("answer") or ()
        ],
        "parts": [
            {"text": " or ".join(part), "said": any(contains(said, words(one)) for one in part)} for part in parts
        ],
        "mode": _text(gold.get("evidence_mode")),
        "evidence": [_gold_quote(item, result, evidence, names) for item in gold.get("evidence") or ()],
        "expected": {key: value for key, value in gold.items() if key.startswith("must_") and value},
    }


def _gold_quote(item: Row, result: Result, evidence: Sequence[Row], names: Names) -> View:
    """A gold quote, the rank of the first passage with all of it, that of its article, and who cites it."""
    quote = _text(item.get("quote"))
    article = names.article(item) or _holder(quote, evidence)
    mine = [row for row in evidence if row["article_id"] == article]
    ranks = [row["rank"] for row in mine if quote and whole_place(row["text"], quote)]
    cited = [
        one["n"]
        for one in result.get("citations") or ()
        if one["article_id"] == article and quote and overlap(one["quote"], quote)
    ]
    return {
        "article": article or _text(item.get("article_id") or item.get("url")),
        "title": names.title(article),
        "quote": quote,
        "article_rank": mine[0]["rank"] if mine else None,
        "rank": ranks[0] if ranks else None,
        "cited": cited,
    }


def _passage(row: Row, result: Result, quotes: _Quotes, names: Names) -> View:
    article = row["article_id"]
    cited = [one["n"] for one in result.get("citations") or () if one["article_id"] == article and _within(one, row)]
    return {
        "rank": row["rank"],
        "score": row.get("score"),
        "article": article,
        "title": names.title(article),
        "gold": article in quotes,
        "cited": cited,
        "pieces": pieces(row["text"], quotes.get(article, ())),
    }


def _within(citation: Row, row: Row) -> bool:
    """Whether a citation's sentence begins in a passage."""
    return citation["version"] == row["version"] and bool(row["start"] <= citation["start"] < row["end"])


def _web_address(url: Any) -> str | None:
    """An address that may be followed; anything else, `javascript:` above all, is no link."""
    return url if isinstance(url, str) and re.fullmatch(r"https?://\S+", url, re.IGNORECASE) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)
