"""All that the answers of a run depend on, for its record: program, libraries, settings, model, corpus and set."""

import hashlib
import platform
import re
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.build import Program
from bot.evaluation.run import Exam
from bot.settings import Settings

# They say where things are kept or how long to wait, or are secret; the answers are the same.
_NOT_RECORDED = frozenset(
    "data models cache threads lock_timeout fetch_hosts fetch_timeout fetch_bytes openai_api_key".split()
)


def recipe(program: Program, exam: Exam) -> dict[str, Any]:
    """The `config` of a run: runs with the same one have the same answers, but for a chat model's whims."""
    return {
        **program.config(),
        "program": _program(),
        "python": platform.python_version(),
        "libraries": _libraries(),
        "settings": _settings(program.settings),
        "set": exam.set.digest,
        "replay": exam.replay,
    }


def _settings(settings: Settings) -> dict[str, Any]:
    recorded = settings.model_dump(mode="json", exclude=set(_NOT_RECORDED))
    if url := settings.openai_base_url:
        recorded["openai_base_url"] = urlsplit(url)._replace(netloc=urlsplit(url).netloc.rpartition("@")[2]).geturl()
    return recorded


def _program() -> str:
    """SHA-256 of the program's own files: what was changed by hand is another program."""
    root = Path(__file__).parent.parent.parent
    digest = hashlib.sha256()
    for package in ("bot", "ingest", "prompts", "vectorstore"):
        for file in sorted([*(root / package).rglob("*.py"), *(root / package).rglob("*.md")]):
            digest.update(f"{file.relative_to(root).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _libraries() -> dict[str, str]:
    """The versions of what Dateline is built on."""
    needed = (one for one in requires("dateline") or () if "extra ==" not in one)
    names = sorted(found[0] for one in needed if (found := re.match(r"[\w.-]+", one)))
    return {name: version(name) for name in names}
