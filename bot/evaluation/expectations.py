"""What a question of the set demands of its answer, whatever the metrics say: each demand holds or does not."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.evaluation.questions import Question
from bot.evaluation.words import contains, without_markers, words


def has_expectations(question: Question) -> bool:
    """Whether the question demands anything."""
    lists = (question.must_contain, question.must_not_contain, question.must_cite)
    return any(lists) or question.must_decline is not None


def failed_expectations(question: Question, document: Mapping[str, Any], resolve: Mapping[str, str]) -> tuple[str, ...]:
    """The demands that do not hold, each as it is written in the set: `must_contain: two|2`.

    Words are compared as in `answer.contains`, against all that the reader is told, the message of a declined
    question too. `resolve` gives the stored article's id for what the set names otherwise.
    """
    return tuple(_failed(question, document, resolve))


def _failed(question: Question, document: Mapping[str, Any], resolve: Mapping[str, str]) -> Iterator[str]:
    message = (document.get("declined") or {}).get("message") or ""
    told = words(f"{without_markers(document.get('answer') or '')} {message}")
    cited = {citation["article_id"] for citation in document.get("citations") or ()}
    for wanted in question.must_contain:
        if not any(contains(told, words(alternative)) for alternative in wanted):
            yield f"must_contain: {'|'.join(wanted)}"
    for unwanted in question.must_not_contain:
        if any(contains(told, words(alternative)) for alternative in unwanted):
            yield f"must_not_contain: {'|'.join(unwanted)}"
    for article in question.must_cite:
        if resolve.get(article, article) not in cited:
            yield f"must_cite: {article}"
    if question.must_decline not in (None, document.get("status") == "declined"):
        yield f"must_decline: {str(question.must_decline).lower()}"
