"""A run in tables: for the terminal, and in Markdown for a pull request. Both show the same ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

_WORST = 10
_LONGEST = 70
# What is shown of each type; the JSON has everything.
_OF_A_TYPE = (
    "retrieval.hit@1",
    "retrieval.found@150",
    "answer.contains",
    "answer.coverage",
    "answer.parts",
    "citations.gold_sentence",
    "refusal.answered",
    "refusal.recall",
    "expectations",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, and rows under the names of their columns; the first column is words, the others are figures."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables(document: Mapping[str, Any]) -> Iterator[Table]:
    """What `evaluate --json` holds, as tables: totals, types, and each comparison that was made."""
    yield _totals(document)
    if document["by_type"]:
        yield _types(document)
    if baseline := document.get("baseline"):
        yield from _comparison(baseline, f"against {baseline['run']}")
    for variant in document.get("variants", ()):
        yield from _comparison(variant["comparison"], f"{variant['variant']} against the default")


def verdicts(document: Mapping[str, Any]) -> list[str]:
    """What decides the exit status, a line each; none where nothing was to be decided."""
    lines = []
    if baseline := document.get("baseline"):
        worse = ", ".join(baseline["regressions"])
        lines.append(f"Worse than {baseline['run']}: {worse}." if worse else f"Not worse than {baseline['run']}.")
    if gate := document.get("gate"):
        lines += [f"Gate broken: {told}." for told in gate["broken"]] or [f"Gate {gate['file']} passed."]
    return lines


def markdown(document: Mapping[str, Any]) -> str:
    """The tables and verdicts for a pull request."""
    parts = [f"## {title(document)}", *(f"**{line}**" for line in map(_escaped, verdicts(document)))]
    parts += [_markdown_table(table) for table in tables(document)]
    return "\n\n".join(parts) + "\n"


def title(document: Mapping[str, Any]) -> str:
    """How many questions of which set."""
    return f"{document['questions']} questions of {document['set']}"


def _totals(document: Mapping[str, Any]) -> Table:
    rows = [
        (metric, _figure(value), _range(document["intervals"][metric]), str(document["intervals"][metric]["n"]))
        for metric, value in document["metrics"].items()
        if value is not None
    ]
    return Table("", ("metric", "value", "95 % interval", "questions"), rows)


def _types(document: Mapping[str, Any]) -> Table:
    by_type = document["by_type"]
    shown = [metric for metric in _OF_A_TYPE if any(of[metric] is not None for of in by_type.values())]
    rows = [(kind, *(_figure(of[metric]) for metric in shown)) for kind, of in by_type.items()]
    return Table("by type", ("type", *shown), rows)


def _comparison(comparison: Mapping[str, Any], heading: str) -> Iterator[Table]:
    worse = comparison["regressions"]
    rows = [_difference(metric, one, metric in worse) for metric, one in _that_differ(comparison["differences"])]
    columns = ("metric", "before", "after", "difference", "95 % interval", "better", "worse", "p", "")
    if not rows:
        yield Table(f"{heading}: no question changed", (), ())
        return
    yield Table(heading, columns, rows)
    types = [
        (kind, metric, f"{one['mean']:+.3f}", _range(one, "+"), str(one["better"]), str(one["worse"]))
        for kind, differences in comparison["by_type"].items()
        for metric, one in _that_differ(differences)
        if metric in _OF_A_TYPE
    ]
    if types:
        yield Table(f"{heading}, by type", ("type", "metric", "difference", "95 % interval", "better", "worse"), types)
    changed = [tuple(changes) for _, changes in groupby(comparison["changed"], key=itemgetter("id"))]
    yield Table(
        f"{heading}: {len(changed)} questions changed, worst first",
        ("id", "change", "in", "question"),
        [_changed(one) for one in changed[:_WORST]],
    )


def _that_differ(differences: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(metric, one) for metric, one in differences.items() if one["better"] or one["worse"]]


def _difference(metric: str, one: Mapping[str, Any], worse: bool) -> tuple[str, ...]:
    figures = (_figure(one["before"]), _figure(one["after"]), f"{one['mean']:+.3f}", _range(one, "+"))
    return (metric, *figures, str(one["better"]), str(one["worse"]), f"{one['p']:.3f}", "worse" if worse else "")


def _changed(changes: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    one = changes[0]
    named = ", ".join(change["metric"] for change in changes[:2]) + (" …" if len(changes) > 2 else "")
    question = one["question"]
    return one["id"], f"{one['change']:+.3f}", named, question[:_LONGEST] + ("…" if len(question) > _LONGEST else "")


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def _range(one: Mapping[str, Any], sign: str = "") -> str:
    low, high = one["low"], one["high"]
    if abs(high) >= 10:
        return f"{low:.0f} – {high:.0f}"
    return f"{low:{sign}.3f} – {high:{sign}.3f}"


def _markdown_table(table: Table) -> str:
    heading = [f"### {_escaped(table.heading)}\n"] if table.heading else []
    if not table.columns:
        return "".join(heading).strip()
    line = "| " + " | ".join("---" if place == 0 else "---:" for place in range(len(table.columns))) + " |"
    rows = ["| " + " | ".join(map(_escaped, row)) + " |" for row in (table.columns, *table.rows)]
    return "\n".join([*heading, rows[0], line, *rows[1:]])


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line: no markup, no mention of a user, no end of a cell."""
    marked = re.sub(r"[\\`*\[\]<>|#~]|(?<!\w)_|_(?!\w)", r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"(?<!\w)@", "@\u200b", marked)
