"""The lines of an answer's document that are always true, as a list of what is broken."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vectorstore.archive import Archive
from vectorstore.language.sentences import sentence_spans

KEYS = {
    *("question", "status", "declined", "answer", "sentences", "citations", "search", "evidence", "engine", "notice"),
    *("timings_ms", "dropped", "usage", "confidence"),
}
DECLINES = {"no_coverage", "false_premise", "outside_filter", "stale", "unclear"}


def broken(document: Mapping[str, Any], archive: Archive) -> list[str]:
    """What of the contract an `ask --json` document breaks; nothing, it should be."""
    return [*_shape(document), *_numbers(document), *_quotes(document, archive), *_nearest(document, archive)]


def _shape(document: Mapping[str, Any]) -> Iterator[str]:
    if set(document) != KEYS:
        yield f"keys: {set(document) ^ KEYS}"
    if document["status"] not in ("answered", "declined", "chat"):
        yield f"status: {document['status']}"
    declined = document["declined"]
    if (declined is not None) != (document["status"] == "declined"):
        yield "a decline and its status disagree"
    if declined is not None and (declined["kind"] not in DECLINES or not declined["message"].strip()):
        yield f"declined: {declined}"
    if set(document["search"]) != {"query", "since", "until", "outlets", "as_of", "latest", "broad", "asked"}:
        yield f"search: {document['search']}"
    if set(document["timings_ms"]) != {"search", "first_sentence", "total"}:
        yield f"timings: {document['timings_ms']}"
    if [row["rank"] for row in document["evidence"]] != list(range(1, len(document["evidence"]) + 1)):
        yield "evidence is not ranked 1, 2, 3 …"


def _numbers(document: Mapping[str, Any]) -> Iterator[str]:
    marked = [int(number) for number in re.findall(r"\[(\d+)\]", document["answer"])]
    cited = [citation["n"] for citation in document["citations"]]
    if set(marked) != set(cited):
        yield f"markers {marked}, citations {cited}"
    if list(dict.fromkeys(marked)) != list(range(1, len(cited) + 1)) or cited != sorted(cited):
        yield f"numbers do not run in order of first use: {marked}"
    if [number for sentence in document["sentences"] for number in sentence["citations"]] != marked:
        yield "the sentences and the answer name other citations"
    if document["status"] == "answered" and not document["sentences"]:
        yield "answered without a sentence"
    if document["status"] == "answered" and not all(one["citations"] for one in document["sentences"]):
        yield "a sentence without a citation"
    if document["status"] == "chat" and (cited or document["evidence"]):
        yield "small talk with a search"
    if document["status"] == "declined" and document["declined"]["kind"] != "false_premise" and (marked or cited):
        yield "a decline with citations"
    if re.search(r"[\[\]【】]", re.sub(r"\[\d+\]", "", document["answer"])):
        yield "a bracket that is no marker"


def _quotes(document: Mapping[str, Any], archive: Archive) -> Iterator[str]:
    for one in [*document["citations"], *document["evidence"]]:
        stored = archive.get(one["article_id"], one["version"])
        words = one.get("quote", one.get("text"))
        if stored is None or stored.article.text[one["start"] : one["end"]] != words:
            yield f"not the stored words: {words!r}"
    for citation in document["citations"]:
        if len(sentence_spans(citation["quote"])) != 1:
            yield f"more than a sentence: {citation['quote']!r}"


def _nearest(document: Mapping[str, Any], archive: Archive) -> Iterator[str]:
    for one in (document["declined"] or {}).get("nearest", ()):
        stored = archive.get(one["article_id"], one["version"])
        if stored is None or stored.article.text[one["start"] : one["end"]] != one["quote"]:
            yield f"nearest is not the stored words: {one['quote']!r}"
