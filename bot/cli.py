"""The command `dateline`: what is typed becomes a call, and every failure one line that says what to do.

The commands themselves are in `commands`. Results go to stdout, everything else to stderr.
"""

import argparse
import io
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

# Nothing calls out unasked: said before any library that would is imported.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see `{self.prog} --help`)\n")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit status."""
    _survive_odd_characters()
    given = parser().parse_args(arguments)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    sys.exit(_run(given))


def parser() -> argparse.ArgumentParser:
    """Every command with its options; those that all share may stand before the command or after it."""
    description = "Ask the news a question and get an answer one can check."
    top = _Parser(prog="dateline", description=description, parents=[_shared()])
    shared = _shared(argument_default=argparse.SUPPRESS)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    commands.add_parser("setup", parents=[shared], help="fetch the embedding model")
    load = commands.add_parser("load", parents=[shared], help="load articles from addresses, files and folders")
    load.add_argument("sources", nargs="+", metavar="SOURCE", help="a URL, a file or a folder")
    load.add_argument("--url", help="the address of a bare text (one source only)")
    load.add_argument("--title", type=_words, help="its headline")
    load.add_argument("--outlet", type=_words, help="its outlet")
    load.add_argument("--author", type=_words, action="append", default=[], help="an author; may be given again")
    load.add_argument("--published", metavar="DATE", help="its ISO date or date-time")
    ask = commands.add_parser("ask", parents=[shared], help="answer one question")
    ask.add_argument("question", type=_words, metavar="QUESTION")
    ask.add_argument("--history", type=Path, metavar="FILE", help="the conversation so far, a JSON list of turns")
    ask.add_argument("--since", type=_day, metavar="DATE", help="only what happened or was published from this day on")
    ask.add_argument("--until", type=_day, metavar="DATE", help="… and up to this day")
    ask.add_argument("--outlet", type=_words, action="append", default=[], metavar="NAME", help="only from this outlet")
    ask.add_argument("--as-of", type=_moment, metavar="DATE", help="only what could be read at that day or date-time")
    commands.add_parser("chat", parents=[shared], help="a conversation in the terminal")
    serve = commands.add_parser("serve", parents=[shared], help="the web page")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=7860, help="the port to listen on (7860)")
    articles = commands.add_parser("articles", parents=[shared], help="what is loaded")
    actions = articles.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    actions.add_parser("list", parents=[shared], help="a line for each article, newest first")
    show = actions.add_parser("show", parents=[shared], help="the clean text of one article")
    show.add_argument("id", metavar="ID")
    show.add_argument("--version", type=int, metavar="V", help="an earlier version")
    remove = actions.add_parser("remove", parents=[shared], help="delete an article and all its versions")
    remove.add_argument("id", metavar="ID")
    commands.add_parser("doctor", parents=[shared], help="check model, archive, indexes and settings")
    commands.add_parser("reindex", parents=[shared], help="rebuild every index from the archive")
    backup = commands.add_parser("backup", parents=[shared], help="write all that is loaded into one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", parents=[shared], help="bring back what a backup holds")
    restore.add_argument("file", type=Path, metavar="FILE")
    _add_evaluate(commands.add_parser("evaluate", parents=[shared], help="run a question set"))
    verify = commands.add_parser("verify", parents=[shared], help="check claims against passages")
    verify.add_argument("pairs", type=Path, metavar="PAIRS.jsonl", help="lines of id, claim, passage, published")
    return top


def _add_evaluate(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument("set", type=Path, metavar="SET", help="the questions, .jsonl or .csv")
    evaluate.add_argument("--check", action="store_true", help="only say everything that is wrong with the set")
    evaluate.add_argument("--out", type=Path, metavar="DIR", help="where the results go, and a broken-off run goes on")
    evaluate.add_argument("--limit", type=int, metavar="N", help="the first N questions only")
    evaluate.add_argument("--jobs", type=int, default=1, metavar="N", help="questions asked at a time (1)")
    evaluate.add_argument("--replay", action="store_true", help="conversations go on from the bot's own answers")
    evaluate.add_argument("--baseline", type=Path, metavar="RUN", help="the folder of an earlier run to compare with")
    evaluate.add_argument("--gate", type=Path, metavar="FILE", help="a TOML file of floors, ceilings and allowed drops")
    evaluate.add_argument(
        "--variant",
        nargs="+",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="run the set with changed settings, too, and compare; may be given again",
    )
    evaluate.add_argument("--html", type=Path, metavar="FILE", help="write a page to read the run in there")
    evaluate.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables for a pull request there")


def _shared(**settings: Any) -> _Parser:
    shared = _Parser(add_help=False, **settings)
    shared.add_argument("--data", type=Path, metavar="DIR", help="the folder that holds all state")
    shared.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else there")
    return shared


def _words(text: str) -> str:
    """Text for a reader, which the shell may have sent in another encoding than it says."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError("it has characters that are not UTF-8") from error
    return text


def _day(text: str) -> str:
    """An ISO day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ISO date, such as 2025-11-12") from error


def _moment(text: str) -> str:
    """An ISO day or date-time, as given."""
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an ISO date or date-time, such as 2025-11-12 or 2025-11-12T18:00+00:00"
        ) from error
    return text


def _survive_odd_characters() -> None:
    """A file name or a line that is not UTF-8 must not end a command.

    A byte that is none comes out as the escape that JSON knows, too.
    """
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _run(given: argparse.Namespace) -> int:
    try:
        from bot.commands import COMMANDS

        return COMMANDS[given.command](given)
    except KeyboardInterrupt:
        print(_STOPPED.get(given.command, "Stopped."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Nobody reads any more; Python would say so once again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        from bot.failures import explained  # slow to import, and needed only here

        failure = explained(error)
        if given.json:
            _say_error(*(failure.kind, failure.message) if failure else ("fault", f"{type(error).__name__}: {error}"))
        if failure is None:
            raise
        print(f"dateline: {failure.message}", file=sys.stderr)
        return failure.status


def _say_error(kind: str, message: str) -> None:
    print(json.dumps({"error": {"kind": kind, "message": message}}), flush=True)


_STOPPED = {
    "load": "Stopped. What had landed is kept; the next `dateline load` makes it findable.",
    "evaluate": "Stopped. What was answered is kept; the same command with the same --out goes on from there.",
    "reindex": "Stopped. The indexes that were there go on serving.",
}


if __name__ == "__main__":
    main()
