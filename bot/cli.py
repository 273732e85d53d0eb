"""The command `dateline`: what is typed becomes a call, and every failure one line that says what to do.

The commands themselves are in `commands`. Results go to stdout, everything else to stderr.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

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
    given = parser().parse_args(arguments)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    sys.exit(_run(given))


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    shared = _Parser(add_help=False)
    shared.add_argument("--data", type=Path, metavar="DIR", help="the folder that holds all state")
    shared.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else there")

    top = _Parser(prog="dateline", description="Ask the news a question and get an answer one can check.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    commands.add_parser("setup", parents=[shared], help="fetch the embedding model")
    load = commands.add_parser("load", parents=[shared], help="load articles from addresses, files and folders")
    load.add_argument("sources", nargs="+", metavar="SOURCE", help="a URL, a file or a folder")
    load.add_argument("--url", help="the address of a bare text (one source only)")
    load.add_argument("--title", help="its headline")
    load.add_argument("--outlet", help="its outlet")
    load.add_argument("--author", action="append", default=[], help="an author; may be given again")
    load.add_argument("--published", metavar="DATE", help="its ISO date or date-time")
    ask = commands.add_parser("ask", parents=[shared], help="answer one question")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--history", type=Path, metavar="FILE", help="the conversation so far, a JSON list of turns")
    commands.add_parser("chat", parents=[shared], help="a conversation in the terminal")
    serve = commands.add_parser("serve", parents=[shared], help="the web page")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=7860, help="the port to listen on (7860)")
    articles = commands.add_parser("articles", parents=[shared], help="what is loaded")
    articles.add_argument("action", choices=["list", "show", "remove"])
    articles.add_argument("id", nargs="?", metavar="ID", help="the article, for show and remove")
    articles.add_argument("--version", type=int, metavar="V", help="an earlier version, for show")
    evaluate = commands.add_parser("evaluate", parents=[shared], help="run a question set")
    evaluate.add_argument("set", type=Path, metavar="SET.jsonl")
    evaluate.add_argument("--out", type=Path, metavar="DIR", help="where the results go")
    evaluate.add_argument("--limit", type=int, metavar="N", help="the first N questions only")
    return top


def _run(given: argparse.Namespace) -> int:
    from bot.failures import explained

    try:
        from bot.commands import COMMANDS

        return COMMANDS[given.command](given)
    except KeyboardInterrupt:
        print("Stopped; everything that had landed is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:
        failure = explained(error)
        if failure is None:
            raise
        if given.json:
            print(json.dumps({"error": {"kind": failure.kind, "message": failure.message}}))
        print(f"dateline: {failure.message}", file=sys.stderr)
        return failure.status


if __name__ == "__main__":
    main()
