"""Variants: the settings of a run with some of them changed, `KEY=VALUE`, to see what each is good for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.failures import UsageError
from bot.settings import Settings, read_settings, variable

_LOADING = ("passage_words", "fetch_hosts", "fetch_timeout", "fetch_bytes")


@dataclass(frozen=True, slots=True)
class Variant:
    """Changed settings by name; an empty value stands for the default."""

    changes: Mapping[str, str]

    @property
    def name(self) -> str:
        """As it was typed."""
        return " ".join(f"{key}={value}" for key, value in self.changes.items())

    @property
    def folder(self) -> str:
        """The name as a folder can have it."""
        return re.sub(r"[^\w.=,-]+", "_", self.name)[:80]


def read_variants(typed: Sequence[Sequence[str]]) -> list[Variant]:
    """`[["model=extractive"]]`, the changes of each variant; raises `UsageError`."""
    variants = [_variant(changes) for changes in typed]
    if len({one.folder for one in variants}) < len(variants):
        raise UsageError("two --variant are the same")
    return variants


def varied(variant: Variant, environment: Mapping[str, str], dotenv: Path, data: Path | None) -> Settings:
    """The settings of a variant, checked like those of the environment; raises `SettingsError`."""
    changed = {variable(key): value for key, value in variant.changes.items()}
    return read_settings({**environment, **changed}, dotenv, None if "data" in variant.changes else data)


def _variant(typed: Sequence[str]) -> Variant:
    changes: dict[str, str] = {}
    for one in typed:
        key, equals, value = one.partition("=")
        if not equals or not key or key != key.lower():
            raise UsageError(f"--variant {one!r} is not KEY=VALUE with a setting in lower case (model=extractive)")
        if key in changes:
            raise UsageError(f"--variant gives {key} twice")
        if key in _LOADING:
            raise UsageError(
                f"--variant {one!r}: {key} counts when articles are loaded: load them with it into another folder and"
                " run --variant data=DIR"
            )
        changes[key] = value
    return Variant(changes)
