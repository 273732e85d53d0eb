"""A run as one HTML page that works from a file, without a network: its metrics, and each question, worst first.

What stands above the questions is written by `html/report.html`, a template that escapes all it is given. The
questions travel as JSON in a script element that no text can end, and `html/*.js` show them by `textContent` alone,
each when it is opened. A policy in the page lets nothing run but its own script, and nothing be fetched.
"""

import hashlib
import json
import math
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation.faults import FAULTS, Result, faults, worst_first
from bot.evaluation.html.chart import Chart, chart
from bot.evaluation.html.names import names
from bot.evaluation.html.question import view
from bot.evaluation.html.tables import difference_rows, metric_table
from bot.evaluation.risk_coverage import risk_coverage

_FOLDER = Path(__file__).parent / "html"
_SCRIPTS = ("question.js", "report.js")
_PAGE = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def html_report(run: dict[str, Any], results: list[dict[str, Any]], comparison: dict[str, Any] | None) -> str:
    """The page. `run` and `results` are what `run.json` and `results.jsonl` hold, `comparison` what `evaluate --json`
    says of a baseline; fields that are not known here are passed over. Write it as UTF-8.
    """
    run, results, comparison = _clean(run), _clean(results), _clean(comparison)
    style = (_FOLDER / "report.css").read_text(encoding="utf-8")
    script = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    counts = Counter(fault for result in results for fault in faults(result))
    return _PAGE.get_template("report.html").render(
        title=Path(str(run.get("set") or "Questions")).name,
        run=run,
        facts=_facts(run),
        details=_details(run),
        table=metric_table(run, results),
        comparison=comparison,
        differences=difference_rows(comparison or {}),
        changed=_changes(comparison),
        chart=_chart(results),
        faults=[(fault, counts[fault.key]) for fault in FAULTS if counts[fault.key]],
        clean=sum(not faults(result) for result in results),
        total=len(results),
        style=style,
        script=script,
        policy=_policy(style, script),
        data=embedded(_data(results, comparison)),
    )


def embedded(value: Any) -> str:
    """JSON for a script element: in it stands no character that could end the element, whatever the texts are."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(results: Sequence[Result], comparison: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the script is given: the questions in the set's order, and their places, worst first."""
    named = names(results)
    changes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for change in _changes(comparison):
        changes[str(change.get("id"))].append(change)
    return {
        "faults": {fault.key: fault.label for fault in FAULTS},
        "questions": [view(result, named, changes[str(result["id"])]) for result in results],
        "worst": worst_first(results),
    }


def _changes(comparison: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The questions that a metric changed for, the greatest loss first; what cannot be subtracted comes last."""

    def gain(change: Mapping[str, Any]) -> float:
        before, after = change.get("before"), change.get("after")
        if isinstance(before, (int, float)) and isinstance(after, (int, float)):
            return after - before
        return math.inf

    return sorted((comparison or {}).get("changed") or [], key=gain)


def _chart(results: Sequence[Result]) -> Chart | None:
    curve = risk_coverage(results)
    return chart(curve) if curve else None


# Told elsewhere on the page.
_SHOWN = (
    *("config", "metrics", "intervals", "by_type", "intervals_by_type", "baseline", "gate", "variants"),
    *("questions", "set", "results"),
)


def _facts(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the run says of itself in single values: engine, model, articles, hashes and times."""
    told = {**(run.get("config") or {}), **{key: run[key] for key in run if key not in _SHOWN}}
    return _flat({key: value for key, value in told.items() if not isinstance(value, Mapping)})


def _details(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rest, by dotted names: versions of libraries, settings."""
    config = run.get("config") or {}
    return _flat({key: value for key, value in config.items() if isinstance(value, Mapping)})


def _flat(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat += _flat(value, f"{prefix}{key}.")
        elif value not in (None, "", []):
            flat.append((f"{prefix}{key}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    return flat


def _policy(style: str, script: str) -> str:
    """The page's own style and script by their hashes, and nothing else."""
    style_hash, script_hash = (b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (style, script))
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}';"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


def _clean(value: Any) -> Any:
    """The same without what JSON can hold but a page cannot: NaN and infinities are null, lone surrogates "?"."""
    if isinstance(value, dict):
        return {_clean(str(key)): _clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return None if isinstance(value, float) and not math.isfinite(value) else value
