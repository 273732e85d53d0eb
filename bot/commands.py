"""The commands, one function each: typed arguments in, exit status out."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import terminal
from bot.answer import Answer
from bot.build import Program
from bot.failures import NoStoreError, UnknownArticleError, UsageError
from bot.settings import Settings, SettingsError, read_settings
from bot.turn import Turn, read_turns
from vectorstore.article import StoredArticle
from vectorstore.finding.request import SearchRequest

if TYPE_CHECKING:
    from ingest.hints import Hints
    from vectorstore.health import Check


def setup(given: argparse.Namespace) -> int:
    """Fetch the model; `ModelMissingError` ends it with 1."""
    program = _program(given)
    folder = program.set_up(terminal.note)
    report = {"ready": True, "embedding": program.settings.embedding, "folder": str(folder)}
    _out(given, report, f"Ready: {program.settings.embedding}. The model is in {folder}.")
    return 0


def load(given: argparse.Namespace) -> int:
    """Load sources; 1 if one failed."""
    started = time.perf_counter()
    if not all(source.strip() for source in given.sources):
        raise UsageError("a SOURCE is empty")
    hints = _hints(given)
    items = []
    with terminal.loading_bar() as bar:
        for item in _program(given).load(given.sources, hints, bar.indexed):
            bar.landed(item)
            items.append(item)
    seconds = round(time.perf_counter() - started, 2)
    report = {**terminal.counts(items), "seconds": seconds, "items": [asdict(item) for item in items]}
    _out(given, report, terminal.load_summary(items, seconds))
    return 1 if report["failed"] else 0


def ask(given: argparse.Namespace) -> int:
    """Answer one question."""
    from bot.events import Question

    history = read_turns(given.history) if given.history else ()
    program = _loaded(given)
    program.heal(terminal.note)
    filters = SearchRequest("", given.since, given.until, tuple(given.outlet), given.as_of)
    answer = program.chain.invoke(Question(given.question, history, filters))
    _out(given, answer.document(), terminal.answer_text(answer))
    return 0


def chat(given: argparse.Namespace) -> int:
    """A conversation, a line a question, until the input ends."""
    from bot.events import Question, QuestionError

    program = _loaded(given)
    program.heal(terminal.note)
    answers: list[Answer] = []
    history: tuple[Turn, ...] = ()
    for line in _typed():
        try:
            answer = program.chain.invoke(Question(line, history))
        except QuestionError as error:
            terminal.note(str(error))
            continue
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

    def ready(port: int) -> None:
        url = f"http://{f'[{given.host}]' if ':' in given.host else given.host}:{port}"
        _out(given, {"url": url}, f"Dateline is at {url}")

    program = _program(given)
    program.heal(terminal.note)
    return run(program, given.host, given.port, ready)


def articles(given: argparse.Namespace) -> int:
    """List, show or remove what is loaded."""
    return {"list": _list, "show": _show, "remove": _remove}[given.action](given)


def _list(given: argparse.Namespace) -> int:
    stored = list(_loaded(given).store.archive.articles())
    lines = [f"{one.article.id}  {(one.article.published or '')[:10]:10}  {_headline(one)}" for one in stored]
    _out(given, [_row(one) for one in stored], "\n".join(map(terminal.one_line, lines)) or "No articles are loaded.")
    return 0


def _show(given: argparse.Namespace) -> int:
    found = _loaded(given).store.archive.get(given.id, given.version)
    if found is None:
        version = "" if given.version is None else f"version {given.version} of "
        raise UnknownArticleError(f"There is no {version}article {given.id}; `dateline articles list` shows what is.")
    text = found.article.text
    _out(given, {**_row(found), "text": text}, terminal.printable(f"{_headline(found)}\n\n{text}"))
    return 0


def _remove(given: argparse.Namespace) -> int:
    if not _loaded(given).remove(given.id):
        raise UnknownArticleError(f"There is no article {given.id}; `dateline articles list` shows what is.")
    _out(given, {"removed": given.id}, f"Removed {terminal.one_line(given.id)}.")
    return 0


def evaluate(given: argparse.Namespace) -> int:
    """Run a question set, or check it; 1 if it is worse than the baseline or breaks the gate."""
    from bot.evaluation.command import check_set
    from bot.evaluation.command import evaluate as run

    status, document, text = check_set(given) if given.check else run(given, lambda: _settings(given), _opened)
    _out(given, document, text)
    return status


def verify(given: argparse.Namespace) -> int:
    """Check claims against passages; nothing needs to be loaded."""
    from bot.verify.check import verify as check
    from bot.verify.pairs import read_pairs

    found = [(pair, check(pair.claim, pair.passage, pair.published)) for pair in read_pairs(given.pairs)]
    report = [
        {"id": pair.id, "supported": verdict.supported, "reasons": [asdict(reason) for reason in verdict.reasons]}
        for pair, verdict in found
    ]
    _out(given, report, "\n".join(terminal.one_line(f"{pair.id}: {verdict}") for pair, verdict in found))
    return 0


def doctor(given: argparse.Namespace) -> int:
    """Check everything; 1 if something is to be done."""
    checks = list(_checks(given))
    report = {
        "healthy": all(check.healthy for check in checks),
        "checks": [{**asdict(check), "healthy": check.healthy} for check in checks],
    }
    _out(given, report, "\n".join(terminal.check_line(check) for check in checks))
    return 0 if report["healthy"] else 1


def _checks(given: argparse.Namespace) -> "Iterator[Check]":
    from vectorstore.database import ArchiveError
    from vectorstore.health import Check

    try:
        yield from _loaded(given).checks()
    except SettingsError as error:
        yield Check("settings", str(error), "correct or remove that setting")
    except NoStoreError as error:
        yield Check("archive", str(error), "load articles, or name another folder with --data")
    except ArchiveError as error:
        yield Check("archive", str(error), "do what the message says")


def reindex(given: argparse.Namespace) -> int:
    """Rebuild the indexes."""
    started = time.perf_counter()
    with terminal.loading_bar() as bar:
        passages = _loaded(given).reindex(bar.indexed)
    seconds = round(time.perf_counter() - started, 2)
    _out(given, {"passages": passages, "seconds": seconds}, f"Indexed {passages} passages anew in {seconds} s.")
    return 0


def backup(given: argparse.Namespace) -> int:
    """Write a backup."""
    from vectorstore.backup import back_up

    program = _loaded(given)
    back_up(program.store.database, given.file)
    report = {"file": str(given.file), "bytes": given.file.stat().st_size, "articles": program.store.archive.count()}
    _out(given, report, f"Backed up {report['articles']} articles to {given.file} ({report['bytes']:,} bytes).")
    return 0


def restore(given: argparse.Namespace) -> int:
    """Bring back a backup."""
    program = _program(given)
    program.restore(given.file, terminal.note)
    articles = program.store.archive.count()
    _out(given, {"articles": articles}, f"Restored {articles} articles to {program.settings.data}.")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "setup": setup,
    "load": load,
    "ask": ask,
    "chat": chat,
    "serve": serve,
    "articles": articles,
    "doctor": doctor,
    "reindex": reindex,
    "backup": backup,
    "restore": restore,
    "evaluate": evaluate,
    "verify": verify,
}


def _program(given: argparse.Namespace) -> Program:
    return Program(_settings(given))


def _loaded(given: argparse.Namespace) -> Program:
    return _opened(_settings(given))


def _opened(settings: Settings) -> Program:
    if not (settings.data / "archive.sqlite3").is_file():
        raise NoStoreError(f"Nothing is loaded in {settings.data} yet: run `dateline load URL-OR-FILE …` first.")
    return Program(settings)


def _settings(given: argparse.Namespace) -> Settings:
    settings = read_settings(os.environ, Path(".env"), given.data)
    if settings.data.exists() and not settings.data.is_dir():
        raise UsageError(f"{settings.data} is not a folder: name another with --data or DATELINE_DATA")
    return settings


def _hints(given: argparse.Namespace) -> "Hints":
    from ingest.hints import Hints

    hints = Hints(given.url, given.title, given.outlet, tuple(given.author), given.published)
    if hints != Hints() and (len(given.sources) > 1 or _holds_many(Path(given.sources[0]))):
        raise UsageError("--url, --title, --outlet, --author and --published describe one article: name one source")
    if fault := hints.fault():
        raise UsageError(fault)
    return hints


def _holds_many(source: Path) -> bool:
    return source.is_dir() or source.suffix.lower() == ".jsonl"


def _typed() -> Iterator[str]:
    """The lines that are piped in, or typed until an empty one."""
    if not sys.stdin.isatty():
        yield from filter(None, map(str.strip, sys.stdin))
        return
    terminal.note("Ask about the loaded articles; an empty line or Ctrl-D ends.")
    while True:
        print("> ", end="", file=sys.stderr, flush=True)
        if not (line := sys.stdin.readline().strip()):
            return
        yield line


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
    return ": ".join(part for part in (article.outlet, article.title) if part)


def _out(given: argparse.Namespace, document: Any, text: str) -> None:
    """The result: as one JSON document, or in words."""
    print(json.dumps(document, ensure_ascii=False, indent=2) if given.json else text, flush=True)
