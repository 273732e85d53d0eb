"""The picture in the README, held against the imports: who may know whom, and who alone knows each library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("bot", "ingest", "prompts", "vectorstore")
FILES = sorted(file.relative_to(ROOT) for package in OURS for file in (ROOT / package).rglob("*.py"))

MAY_IMPORT = {"prompts": set(), "vectorstore": set(), "ingest": {"vectorstore"}, "bot": {"vectorstore", "prompts"}}
# Where the program is put together: `ingest` and `bot` meet here and nowhere else.
MEETING = {"bot/build.py", "bot/commands.py", "bot/terminal.py", "bot/web/loading.py"}
# Files that alone import a foreign library.
ONLY = {
    "chromadb": {"vectorstore/indexes/dense.py"},
    "httpx2": {"vectorstore/indexes/chroma_server.py", "bot/engines/silence.py"},
    "tantivy": {"vectorstore/indexes/lexical.py", "vectorstore/language/stems.py"},
    "jellyfish": {"vectorstore/language/wordings.py"},
    "onnxruntime": {"vectorstore/embedding.py"},
    "tokenizers": {"vectorstore/embedding.py"},
    "huggingface_hub": {"vectorstore/models.py"},
    "sentencex": {"vectorstore/language/sentences.py"},
    "rensa": {"vectorstore/language/wording.py"},
    "sqlite3": {f"vectorstore/{name}.py" for name in ("archive", "copies", "database", "ledger", "schema")},
    "langchain_openai": {"vectorstore/remote_embedding.py"},
    "langchain": {"bot/engines/chat_model.py"},
    "trafilatura": {"ingest/extract.py", "ingest/decoding.py"},
    "courlan": {"ingest/identity.py"},
    "urllib3": {"ingest/fetch.py"},
    "rich": {"bot/terminal.py"},
}


def imported(file: Path) -> set[str]:
    """The packages that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("file", FILES, ids=str)
def test_each_package_imports_only_what_the_picture_shows(file: Path) -> None:
    package = file.parts[0]
    allowed = MAY_IMPORT[package] | {package} | ({"ingest"} if file.as_posix() in MEETING else set())
    assert imported(file) & set(OURS) <= allowed


@pytest.mark.parametrize("library", ONLY)
def test_each_library_is_known_in_one_place(library: str) -> None:
    assert {file.as_posix() for file in FILES if library in imported(file)} == ONLY[library]


def test_only_the_page_knows_gradio() -> None:
    knowing = {file.as_posix() for file in FILES if "gradio" in imported(file)}
    assert knowing
    assert all(file.startswith("bot/web/") for file in knowing)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_each_file_says_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(ast.parse((ROOT / file).read_text(encoding="utf-8")))
