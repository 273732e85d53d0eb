"""The commands, one function each: typed arguments in, exit status out."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import terminal
from bot.answer import Answer
from bot.build import Program
from bot.chain import Question
from bot.failures import NoStoreError, UsageError
from bot.settings import Settings, read_settings
from bot.turn import Turn, read_turns
from ingest.extract import Hints
from vectorstore.article import StoredArticle


def setup(given: argparse.Namespace) -> int:
    """Fetch the model; `ModelMissingError` ends it with 1."""
    program = _program(given)
    folder = program.set_up(terminal.note)
    report = {"ready": True, "embedding": program.settings.embedding, "folder": str(folder) if folder else None}
    _out(given, report, f"Ready: {program.settings.embedding}{f' in {folder}' if folder else ''}.")
    return 0


def load(given: argparse.Namespace) -> int:
    """Load sources; 1 if one failed."""
    started = time.perf_counter()
    hints = _hints(given)
    items = []
    with terminal.loading_bar() as bar:
        for item in _program(given).load(given.sources, hints, bar.indexed):
            bar.landed(item)
            items.append(item)
    seconds = round(time.perf_counter() - started, 2)
    report = {**terminal.counts(items), "seconds": seconds, "items": [asdict(item) for item in items]}
    _out(given, report, terminal.load_report(items, seconds))
    return 1 if report["failed"] else 0


def ask(given: argparse.Namespace) -> int:
    """Answer one question."""
    history = read_turns(given.history) if given.history else ()
    answer = _loaded(given).chain.invoke(Question(given.question, history))
    _out(given, answer.document(), terminal.answer_text(answer))
    return 0


def chat(given: argparse.Namespace) -> int:
    """A conversation, a line a question, until the input ends."""
    chain = _loaded(given).chain
    answers: list[Answer] = []
    history: tuple[Turn, ...] = ()
    if sys.stdin.isatty():
        terminal.note("Ask about the loaded articles; an empty line or Ctrl-D ends.")
    while line := _typed():
        answer = chain.invoke(Question(line, history))
        answers.append(answer)
        history += (Turn("user", line), Turn("assistant", answer.said))
        if not given.json:
            print(terminal.answer_text(answer) + "\n", flush=True)
    if given.json:
        _out(given, [answer.document() for answer in answers], "")
    return 0


def serve(given: argparse.Namespace) -> int:
    """The web page, until it is stopped."""
    from bot.web.serve import serve as run  # Gradio is slow to import, and needed only here

    url = f"http://{given.host}:{given.port}"
    return run(_program(given), given.host, given.port, lambda: _out(given, {"url": url}, f"Dateline is at {url}"))


def articles(given: argparse.Namespace) -> int:
    """List, show or remove what is loaded; 1 for an unknown id."""
    program = _loaded(given)
    if given.action == "list":
        stored = list(program.store.archive.articles())
        lines = [f"{one.article.id}  {(one.article.published or '')[:10]:10}  {_headline(one)}" for one in stored]
        _out(given, [_row(one) for one in stored], "\n".join(lines) or "No articles are loaded.")
        return 0
    if given.id is None:
        raise UsageError(f"`articles {given.action}` needs the ID of an article")
    if given.action == "remove":
        if not program.remove(given.id):
            raise NoStoreError(f"There is no article {given.id}.")
        _out(given, {"removed": given.id}, f"Removed {given.id}.")
        return 0
    found = program.store.archive.get(given.id, given.version)
    if found is None:
        raise NoStoreError(f"There is no {f'version {given.version} of ' if given.version else ''}article {given.id}.")
    _out(given, {**_row(found), "text": found.article.text}, f"{_headline(found)}\n\n{found.article.text}")
    return 0


def evaluate(given: argparse.Namespace) -> int:
    """Run a question set."""
    from bot.evaluation.questions import read_questions
    from bot.evaluation.run import report_table, run

    if given.limit is not None and given.limit < 1:
        raise UsageError("--limit must be 1 or more")
    questions = read_questions(given.set)[: given.limit]
    program = _loaded(given)
    out = given.out or Path("runs") / f"{given.set.stem}-{datetime.now():%Y%m%d-%H%M%S}"
    with terminal.question_bar(len(questions)) as step:
        report = run(program.chain, questions, program.ids_of_urls(), out, step)
    document = {"set": str(given.set), "questions": len(questions), "config": program.config(), **report}
    _out(given, document, report_table(document))
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "setup": setup,
    "load": load,
    "ask": ask,
    "chat": chat,
    "serve": serve,
    "articles": articles,
    "evaluate": evaluate,
}


def _program(given: argparse.Namespace) -> Program:
    return Program(_settings(given))


def _loaded(given: argparse.Namespace) -> Program:
    settings = _settings(given)
    if not (settings.data / "archive.sqlite3").is_file():
        raise NoStoreError(f"Nothing is loaded in {settings.data} yet: run `dateline load URL-OR-FILE …` first.")
    return Program(settings)


def _settings(given: argparse.Namespace) -> Settings:
    return read_settings(os.environ, Path(".env"), given.data)


def _hints(given: argparse.Namespace) -> Hints:
    hints = Hints(given.url, given.title, given.outlet, tuple(given.author), given.published)
    if hints != Hints() and (len(given.sources) > 1 or Path(given.sources[0]).is_dir()):
        raise UsageError("--url, --title, --outlet, --author and --published describe one article: name one source")
    if fault := hints.fault():
        raise UsageError(fault)
    return hints


def _typed() -> str:
    if sys.stdin.isatty():
        print("> ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _row(stored: StoredArticle) -> dict[str, Any]:
    article = stored.article
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "author": list(article.authors),
        "published": article.published,
        "modified": article.modified,
        "source": article.outlet,
        "language": article.language,
        "version": stored.version,
        "loaded": stored.loaded,
    }


def _headline(stored: StoredArticle) -> str:
    article = stored.article
    return terminal.printable(": ".join(part for part in (article.outlet, article.title) if part))


def _out(given: argparse.Namespace, document: Any, text: str) -> None:
    """The result: as one JSON document, or in words."""
    print(json.dumps(document, ensure_ascii=False, indent=2) if given.json else text, flush=True)
