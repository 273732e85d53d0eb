"""Puts ClapNQ and MTRAG-UN, which are no news, into Dateline's formats: articles to load and questions to ask.

    python -m tests.benchmarks.converting $NEWS_DEV_DATA DIR

writes `clapnq-articles.jsonl`, `clapnq.jsonl`, `mtrag-un-articles.jsonl` and `mtrag-un.jsonl` into DIR.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
_REFUSALS = {"UNANSWERABLE": "no_coverage", "UNDERSPECIFIED": "unclear"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="NEWS_DEV_DATA")
    parser.add_argument("out", type=Path, metavar="DIR")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    clapnq = [row for part in ("answerable", "unanswerable") for row in rows(given.data / f"clapnq/{part}.jsonl")]
    write(given.out / "clapnq-articles.jsonl", {row["id"]: row for row in map(clapnq_article, clapnq)}.values())
    write(given.out / "clapnq.jsonl", map(clapnq_question, clapnq))
    write(given.out / "mtrag-un-articles.jsonl", map(mtrag_article, rows(given.data / "mtrag-un/passages.jsonl")))
    write(given.out / "mtrag-un.jsonl", map(mtrag_question, rows(given.data / "mtrag-un/conversations.jsonl")))


def rows(file: Path) -> Iterator[Row]:
    return map(json.loads, file.read_text(encoding="utf-8").splitlines())


def write(file: Path, lines: Iterable[Row]) -> None:
    file.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8")


def clapnq_article(row: Row) -> Row:
    """The passage of a question; several questions may have the same."""
    title, text = row["passage"]["title"], row["passage"]["text"]
    return {"id": hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16], "title": title, "text": text}


def clapnq_question(row: Row) -> Row:
    asked = {"id": row["id"], "question": row["question"]}
    if row["type"] != "answerable":
        return {**asked, "answerable": False, "refusal": "no_coverage"}
    selected = dict.fromkeys(quote for output in row["raw_output"] for quote in output["selected_sentences"])
    article = clapnq_article(row)["id"]
    evidence = [{"article_id": article, "quote": quote} for quote in selected]
    return {**asked, "answerable": True, "answer": row["answers"], "evidence": evidence}


def mtrag_article(row: Row) -> Row:
    """A passage of the pool; it has no headline."""
    return {"id": row["id"], "text": row["text"]}


def mtrag_question(row: Row) -> Row:
    """A turn with the conversation before it; what can be answered in part counts as answerable."""
    history = [{"role": turn["role"], "content": turn["text"]} for turn in row["history"]]
    kind = row["answerability"][0]
    asked = {"id": row["id"], "type": kind.lower(), "question": row["question"], "history": history}
    if kind in _REFUSALS:
        return {**asked, "answerable": False, "refusal": _REFUSALS[kind]}
    evidence = [{"article_id": one} for one in row["evidence"]]
    return {**asked, "answerable": True, "answer": [row["answer"]], "evidence": evidence}


if __name__ == "__main__":
    main()
