"""Settings: environment variables `DATELINE_…` and a `.env` file, typed; an unknown name is an error."""

import difflib
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream
from platformdirs import user_cache_path, user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
)

_PREFIX = "DATELINE_"
_FROM_OPENAI = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
# `~` in a `.env` file is expanded by nobody else, and a folder of that name is nobody's wish.
_Folder = Annotated[Path, AfterValidator(lambda path: Path(os.path.expanduser(path)))]  # noqa: PTH111 (never raises)


class SettingsError(Exception):
    """A setting is unknown or has a value it cannot have; the message names it."""


class Settings(BaseModel):
    """Every setting with its default; the README's table is checked against this class."""

    model_config = ConfigDict(frozen=True, protected_namespaces=())

    data: _Folder = Field(user_data_path("dateline"), description="the folder that holds all state")
    models: _Folder | None = Field(None, description="a folder with model files, looked into by `dateline setup`")
    cache: _Folder = Field(user_cache_path("dateline") / "models", description="where fetched model files are kept")
    embedding: str = Field(
        "bge-small-en-v1.5-int8", description="the embedding model, or `openai:MODEL` at an OpenAI-compatible service"
    )
    model: str | None = Field(
        None, description="the chat model, `NAME` or `PROVIDER:NAME`; `extractive` answers without one even with a key"
    )
    model_timeout: PositiveFloat = Field(60.0, description="seconds to wait for the chat or embedding service")
    evidence_tokens: PositiveInt = Field(2_500, description="tokens of evidence that the chat model is told, about")
    threads: PositiveInt = Field(os.cpu_count() or 1, description="threads of the embedding model on this machine")
    passage_words: PositiveInt = Field(120, description="words of a passage, about")
    answer_from: float = Field(
        0.5, ge=0, le=1, description="how well what is found must fit a question to answer it; more declines more"
    )
    fetch_hosts: str = Field("", description="internal hosts that may be fetched, `host` or `host:port`, by commas")
    fetch_timeout: PositiveFloat = Field(20.0, description="seconds for one page, redirects included")
    fetch_bytes: PositiveInt = Field(10_000_000, description="bytes of one page or file, at most")
    workers: PositiveInt = Field(min(os.cpu_count() or 1, 4), description="processes that take pages apart, at most")
    lock_timeout: PositiveFloat = Field(600.0, description="seconds to wait for another process that indexes")
    chroma_url: str | None = Field(
        None, description="a Chroma server that keeps the vectors, `http://HOST:PORT`, in place of the data folder"
    )
    chroma_token: SecretStr | None = Field(None, description="the key for that server")
    chroma_tenant: str = Field("default_tenant", description="the tenant there")
    chroma_database: str = Field("default_database", description="the database there, which must exist")
    openai_api_key: SecretStr | None = Field(None, description="the key; set, a chat model answers")
    openai_base_url: str | None = Field(None, description="another OpenAI-compatible service")

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """`fetch_hosts` one by one."""
        return frozenset(host.strip() for host in self.fetch_hosts.split(",") if host.strip())


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return field.upper() if field.upper() in _FROM_OPENAI else _PREFIX + field.upper()


def read_settings(environment: Mapping[str, str], dotenv: Path, data: Path | None = None) -> Settings:
    """Settings from the environment, over those of a `.env` file; `data` (from the command line) over both.

    Raises `SettingsError` for a name that is no setting and for a value that does not fit.
    """
    known = {variable(field): field for field in Settings.model_fields}
    given = {**_written(dotenv), **environment}
    for name in given:
        if name.startswith(_PREFIX) and name not in known:
            raise SettingsError(f"{name} is not a setting{_suggestion(name)}")
    values: dict[str, object] = {field: given[name] for name, field in known.items() if given.get(name)}
    if data is not None:
        values["data"] = data
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = variable(str(first["loc"][0]))
        raise SettingsError(f"{name}={first['input']!r} does not fit: {first['msg'].lower()}.") from error


def _written(dotenv: Path) -> dict[str, str]:
    """What a `.env` file sets; nothing where there is none."""
    if not dotenv.exists() or dotenv.is_dir():
        return {}
    try:
        text = dotenv.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"The settings in {dotenv.absolute()} cannot be read ({reason}).") from error
    for line in parse_stream(io.StringIO(text)):
        if line.error:
            raise SettingsError(f"{dotenv.absolute()}, line {_number(line)}, is not a setting: write NAME=value.")
    return {name: value for name, value in dotenv_values(stream=io.StringIO(text)).items() if value is not None}


def _number(line: Binding) -> int:
    """Blank lines belong to the next one that says something."""
    said = line.original.string
    return line.original.line + said[: len(said) - len(said.lstrip())].count("\n")


def _suggestion(name: str) -> str:
    known = {field.upper(): variable(field) for field in Settings.model_fields}
    near = difflib.get_close_matches(name.removeprefix(_PREFIX), known, 1)
    return f"; did you mean {known[near[0]]}?" if near else "; the README lists them all."
