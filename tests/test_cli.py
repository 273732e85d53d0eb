"""The command line: what each command prints, how it ends, and the one line for whatever is typed wrong."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import Dateline

SAMPLES = Path(__file__).parents[1] / "ingest" / "samples"
ANSWERED = "Who won four gold medals in swimming at the Paris Games?"
DECLINED = "Which team won the cricket match in Karachi?"
ANSWER = {
    "question": str,
    "status": str,
    "declined": dict | None,
    "answer": str,
    "sentences": list,
    "citations": list,
    "search": dict,
    "evidence": list,
    "engine": str,
    "timings_ms": dict,
}
NEAREST = {"article_id", "version", "start", "end", "quote", "title", "outlet", "published"}
CITATION = NEAREST | {"n", "author", "url"}
EVIDENCE = {"rank", "article_id", "version", "start", "end", "text", "score"}
SEARCH = {"since", "until", "outlets", "as_of"}
ARTICLE = {"id", "url", "title", "author", "published", "source", "version", "modified", "loaded"}
COMMANDS = ["setup", "load", "ask", "chat", "serve", "articles", "evaluate"]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample articles, for tests that only read."""
    data = tmp_path_factory.mktemp("samples")
    done = command("load", "--data", str(data), str(SAMPLES), "--json")
    assert done.returncode == 0, done.stderr
    return data


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "bot", *arguments], capture_output=True, text=True, timeout=60)


def checked(document: dict[str, object]) -> dict[str, object]:
    """An `ask --json` document, after its fields and their types were compared with the contract."""
    for field, kind in ANSWER.items():
        assert isinstance(document[field], kind), field
    assert SEARCH | {"query"} <= set(document["search"])
    assert {"search", "first_sentence", "total"} <= set(document["timings_ms"])
    assert all(set(row) >= EVIDENCE for row in document["evidence"])
    assert all(set(row) >= CITATION for row in document["citations"])
    assert all(set(row) >= {"text", "citations"} for row in document["sentences"])
    return document


# ask


def test_an_answer_has_every_field_and_its_quotes_stand_in_the_articles(dateline: Dateline, samples: Path) -> None:
    ran = dateline("ask", ANSWERED, "--data", samples, "--json")

    document = checked(ran.document)
    assert (ran.status, document["status"], document["declined"]) == (0, "answered", None)
    assert document["engine"] == "extractive"
    assert "Léon Marchand" in document["answer"]
    assert [row["n"] for row in document["citations"]] == list(range(1, len(document["citations"]) + 1))
    assert all(sentence["citations"] for sentence in document["sentences"])
    for row in document["citations"]:
        stored = dateline("articles", "show", row["article_id"], "--data", samples, "--json").document
        assert stored["text"][row["start"] : row["end"]] == row["quote"]


def test_a_decline_has_a_kind_and_what_comes_nearest(dateline: Dateline, samples: Path) -> None:
    ran = dateline("ask", DECLINED, "--data", samples, "--json")

    document = checked(ran.document)
    assert (ran.status, document["status"], document["answer"], document["citations"]) == (0, "declined", "", [])
    assert document["declined"]["kind"] == "no_coverage"
    assert all(set(row) >= NEAREST for row in document["declined"]["nearest"])


def test_a_store_that_is_empty_again_declines(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Snow fell in Alta.")
    article_id = dateline("load", tmp_path / "a.txt", "--json").document["items"][0]["article_id"]
    dateline("articles", "remove", article_id)

    document = checked(dateline("ask", "Where did snow fall?", "--json").document)

    assert (document["status"], document["evidence"]) == ("declined", [])
    assert "dateline load" in document["declined"]["message"]


def test_in_words_an_answer_lists_its_sources(dateline: Dateline, samples: Path) -> None:
    ran = dateline("ask", ANSWERED, "--data", samples)

    answer, sources = ran.out.split("\n\n", 1)
    assert "Léon Marchand" in answer
    assert "[1]" in answer
    assert sources.startswith("[1] Ridgeway Courier (sample), 2024-08-12, ")


def test_a_history_makes_a_follow_up_self_contained(dateline: Dateline, samples: Path, tmp_path: Path) -> None:
    turns = [{"role": "user", "content": ANSWERED}, {"role": "assistant", "content": "Léon Marchand."}]
    (tmp_path / "history.json").write_text(json.dumps(turns))

    ran = dateline("ask", "How many did he win?", "--history", "history.json", "--data", samples, "--json")

    assert ran.document["question"] == "How many did he win?"
    assert "medals" in ran.document["search"]["query"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "invalid JSON"),
        (b"\xff\xfe", "invalid JSON"),
        (b'{"role": "user", "content": "x"}', "is not a list of turns: the file: input should be a valid array"),
        (b'[{"role": "system", "content": "x"}]', "0.role: input should be 'user' or 'assistant'"),
        (b'[{"role": "user", "content": ["x"]}]', "0.content: input should be a valid string"),
        (b'[{"role": "user"}]', "0.content: field required"),
    ],
)
def test_a_bad_history_is_an_error(
    dateline: Dateline, samples: Path, tmp_path: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / "history.json").write_bytes(content)

    ran = dateline("ask", "Who?", "--history", "history.json", "--data", samples, "--json")

    assert ran.status == 1
    assert ran.document["error"]["kind"] == "history"
    assert told in ran.document["error"]["message"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", "The question is empty."),
        (" \n", "The question is empty."),
        ("x " * 50_000, "longer than 2,000 characters"),
    ],
)
def test_a_question_that_cannot_be_asked_is_an_error(
    dateline: Dateline, samples: Path, question: str, told: str
) -> None:
    ran = dateline("ask", question, "--data", samples, "--json")

    assert (ran.status, list(ran.document)) == (1, ["error"])
    assert (ran.document["error"]["kind"], list(ran.document["error"])) == ("question", ["kind", "message"])
    assert told in ran.document["error"]["message"]
    assert ran.err == f"dateline: {ran.document['error']['message']}\n"


@pytest.mark.parametrize("typed", [["ask", "Who?"], ["articles", "list"], ["chat"], ["evaluate", "set.jsonl"]])
def test_before_anything_is_loaded_the_error_says_to_load(dateline: Dateline, tmp_path: Path, typed: list[str]) -> None:
    (tmp_path / "set.jsonl").write_text('{"id": "1", "question": "Who?"}')

    ran = dateline(*typed, "--json")

    assert (ran.status, ran.document["error"]["kind"]) == (1, "no_store")
    assert "run `dateline load URL-OR-FILE …` first" in ran.document["error"]["message"]
    assert not (tmp_path / "data").exists()


# chat


def test_chat_answers_piped_lines_and_goes_on_after_a_bad_one(
    dateline: Dateline, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = f"{ANSWERED}\n\n{'x' * 3_000}\nHow many did he win?\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode() + b"Caf\xe9?\n")))

    ran = dateline("chat", "--data", samples, "--json")

    asked = [checked(document)["question"] for document in ran.document]
    assert (ran.status, asked) == (0, [ANSWERED, "How many did he win?", "Caf�?"])
    assert "medals" in ran.document[1]["search"]["query"]
    assert ran.err == "The question is longer than 2,000 characters.\n"


def test_chat_in_words(dateline: Dateline, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{ANSWERED}\n{DECLINED}\n"))

    out = dateline("chat", "--data", samples).out

    assert "Léon Marchand won four gold medals" in out
    assert "The loaded articles don't say." in out


# articles


def test_articles_list_and_show_have_the_fields_of_an_article(dateline: Dateline, samples: Path) -> None:
    listed = dateline("articles", "list", "--data", samples, "--json").document
    shown = dateline("articles", "show", "--data", samples, "--json", listed[0]["id"]).document

    assert len(listed) == len(list(SAMPLES.iterdir()))
    assert all(set(row) >= ARTICLE and "text" not in row for row in listed)
    assert {field: shown[field] for field in listed[0]} == listed[0]
    assert shown["text"]
    assert (shown["version"], type(shown["author"])) == (1, list)
    assert dateline("articles", "show", listed[0]["id"], "--data", samples).out.endswith(f"{shown['text']}\n")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["show", "nope"], "There is no article nope; `dateline articles list` shows what is."),
        (["remove", "nope"], "There is no article nope; `dateline articles list` shows what is."),
        (["show", "nope", "--version", "0"], "There is no version 0 of article nope;"),
    ],
)
def test_an_unknown_article_is_an_error(dateline: Dateline, samples: Path, typed: list[str], told: str) -> None:
    ran = dateline("articles", *typed, "--data", samples, "--json")

    assert (ran.status, ran.document["error"]["kind"]) == (1, "unknown_article")
    assert ran.document["error"]["message"].startswith(told)


# setup and serve


def test_setup_says_where_the_model_is(dateline: Dateline) -> None:
    ran = dateline("setup", "--json")

    assert (ran.status, ran.document["ready"]) == (0, True)
    assert (Path(ran.document["folder"]) / "tokenizer.json").is_file()


@pytest.mark.parametrize("typed", [["ask", "Where did snow fall?"], ["load", "a.txt"]])
def test_without_the_model_a_command_says_to_fetch_it(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    (tmp_path / "a.txt").write_text("Snow fell in Alta.")
    dateline("load", tmp_path / "a.txt")
    (tmp_path / "a.txt").write_text("Snow fell in Alta and in Bodø.")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "empty"))

    ran = dateline(*typed, "--json")

    assert (ran.status, ran.document["error"]["kind"]) == (1, "model_missing")
    assert "run `dateline setup`" in ran.document["error"]["message"]
    assert not (tmp_path / "empty").exists()


@pytest.fixture
def served(samples: Path, free_port: int) -> Iterator[dict[str, str]]:
    """What `serve --json` prints, while it serves."""
    typed = [sys.executable, "-m", "bot", "serve", "--port", str(free_port), "--data", str(samples), "--json"]
    with subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        printed = ""
        while "}" not in printed and (line := serving.stdout.readline()):
            printed += line
        yield json.loads(printed)
        serving.terminate()
        rest, _ = serving.communicate(timeout=20)
        assert rest == ""


def test_serve_says_where_the_page_is(served: dict[str, str]) -> None:
    with urlopen(served["url"], timeout=10) as page:
        assert page.status == 200
        assert "Dateline" in page.read().decode()


# How commands are typed, and what stdout holds


@pytest.mark.parametrize("typed", [[], *([name] for name in COMMANDS), ["articles", "show"]])
def test_every_command_explains_itself(dateline: Dateline, typed: list[str]) -> None:
    ran = dateline(*typed, "--help")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: {' '.join(['dateline', *typed])} ")
    assert "--data DIR" in ran.out
    assert "--json" in ran.out


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([], "dateline: the following arguments are required: COMMAND"),
        (["asc", "x"], "invalid choice: 'asc' (choose from "),
        (["ask", "x", "--outlte", "y"], "unrecognized arguments: --outlte y"),
        (["ask"], "dateline ask: the following arguments are required: QUESTION"),
        (["ask", "caf\udce9"], "it has characters that are not UTF-8"),
        (["articles"], "dateline articles: the following arguments are required: ACTION"),
        (["articles", "remove", "x", "--version", "1"], "unrecognized arguments: --version 1"),
        (["serve", "--port", "http"], "argument --port: invalid int value: 'http'"),
        (["ask", "x", "--data", "file"], "file is not a folder: name another with --data or DATELINE_DATA"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_is_wrong(
    dateline: Dateline, tmp_path: Path, typed: list[str], told: str
) -> None:
    (tmp_path / "file").touch()

    ran = dateline(*typed)

    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert told in ran.err


def test_a_data_folder_that_cannot_be_made_is_one_line(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Snow fell in Alta.")

    ran = dateline("load", "a.txt", "--data", "/proc/dateline")

    assert (ran.status, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert "/proc/dateline" in ran.err


def test_shared_options_may_stand_before_the_command(dateline: Dateline, samples: Path) -> None:
    assert dateline("--data", samples, "--json", "articles", "list").document
    assert dateline("articles", "--json", "--data", samples, "list").document


def test_stdout_is_one_document_even_where_something_is_logged_and_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Snow fell in Alta.")
    (tmp_path / "empty.html").touch()

    ran = command("load", str(tmp_path), "--data", str(tmp_path / "data"), "--json")

    assert json.loads(ran.stdout)["added"] == 1
    assert (ran.returncode, ran.stderr) == (1, f"failed: {tmp_path}/empty.html: the file is empty\n")


def test_the_installed_command_ends_quietly_when_nobody_reads_on(samples: Path) -> None:
    installed = Path(sys.executable).with_name("dateline")
    typed = f"{installed} articles list --json --data {samples} | head -1"

    ran = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, timeout=60)

    assert (ran.stdout, ran.stderr) == ("[\n", "")
