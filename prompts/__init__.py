"""What a model is told: one prose file a task, with `{placeholders}`."""

import string
from importlib.resources import files


class PromptError(Exception):
    """A prompt file and the code that fills it do not fit."""


def read_prompt(name: str, placeholders: frozenset[str]) -> str:
    """The text of a prompt; raises `PromptError` unless it has exactly these placeholders."""
    text = files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    found = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    if found != placeholders:
        raise PromptError(f"The prompt {name} has the placeholders {sorted(found)}, not {sorted(placeholders)}.")
    return text
