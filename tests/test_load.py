"""Loading by the command: what lands, what is found afterwards, and the one line for each thing that does not land."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Dateline
from fake_web import FakeWeb, serving
from filelock import FileLock

FERRY = (
    "The ferry between Bergen and Stavanger stopped running on Monday after its engine failed.",
    "The company said that about 300 passengers were brought ashore by two smaller boats.",
    "Nobody was hurt, the police in Bergen said, and the harbour was open again by the evening.",
    "A new engine costs 4 million kroner, and the ferry is to sail again in the spring.",
)
ITEM = {"source", "url", "article_id", "outcome", "reason", "warning"}
COUNTS = ("added", "updated", "unchanged", "duplicates", "skipped", "failed")


@pytest.fixture
def web(own_settings: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    with serving() as fake:
        monkeypatch.setenv("DATELINE_FETCH_HOSTS", fake.host)
        yield fake


def page(title: str = "Ferry stops", paragraphs: tuple[str, ...] = FERRY, head: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def line(**fields: object) -> str:
    return json.dumps(fields)


def found(dateline: Dateline, question: str) -> str:
    """All the text that a question finds."""
    return "\n".join(row["text"] for row in dateline("ask", question, "--json").document["evidence"])


def reasons(document: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """The reason of each item that did not land, by the name of its file (and its line)."""
    return {Path(item["source"]).name: item["reason"] for item in document["items"] if item["outcome"] == "failed"}


# What lands


def test_every_kind_of_file_lands_and_is_found(dateline: Dateline, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "ferry.html").write_text(page())
    (folder / "packed.html.gz").write_bytes(gzip.compress(page("Tram opens", tram := tram_text()).encode()))
    (folder / "deep" / "bakery.txt").write_text("A bakery in Tromsø burned down on Friday.")
    (folder / "deep" / "er" / "library.md").write_text("# Library reopens\n\nThe library in Narvik reopened in May.")
    (folder / "more.jsonl").write_text(line(id="seal", text="A seal was seen in Oslo harbour on Sunday."))
    (folder / "Loud.TXT").write_text("The choir of Molde sang for nine hours.")

    report = dateline("load", folder, "--json")

    assert (report.status, report.document["added"]) == (0, 6)
    for question, words in {
        "Why did the ferry stop?": FERRY[0],
        "When did the tram open?": tram[0],
        "What burned down?": "bakery in Tromsø",
        "What reopened in Narvik?": "library in Narvik",
        "Where was a seal seen?": "A seal was seen",
        "How long did the choir sing?": "nine hours",
    }.items():
        assert words in found(dateline, question)
    titles = {row["title"] for row in dateline("articles", "list", "--json").document}
    assert titles == {"Ferry stops", "Tram opens", "bakery", "Library reopens", "", "Loud"}


def tram_text() -> tuple[str, ...]:
    return tuple(text.replace("ferry", "tram").replace("stopped running", "opened") for text in FERRY)


def test_a_folder_leaves_out_hidden_and_other_files_and_follows_no_links(dateline: Dateline, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / ".git").mkdir(parents=True)
    (folder / "good.txt").write_text("A lighthouse was sold in Bodø.")
    (folder / ".hidden.txt").write_text("Hidden.")
    (folder / ".git" / "description.txt").write_text("Hidden, too.")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "round").symlink_to(folder)

    report = dateline("load", folder, "--json")

    assert report.status == 0
    assert [item["source"] for item in report.document["items"]] == [str(folder / "good.txt")]


def test_an_address_lands_with_what_its_page_says(dateline: Dateline, web: FakeWeb) -> None:
    head = (
        '<meta property="og:site_name" content="Fjord Times"><meta name="author" content="Kari Nes">'
        '<meta property="article:published_time" content="2025-11-12T08:30:00+01:00">'
    )
    url = web.page("/news/ferry", page(head=head).encode())

    report = dateline("load", url, "--json")

    (item,) = report.document["items"]
    assert (report.status, item["outcome"], item["source"]) == (0, "added", url)
    article = dateline("articles", "show", item["article_id"], "--json").document
    assert (article["url"], article["title"], article["source"]) == (url, "Ferry stops", "Fjord Times")
    assert (article["author"], article["published"]) == (["Kari Nes"], "2025-11-12T08:30:00+01:00")
    assert article["text"] == "\n".join(FERRY)


def test_hints_give_what_a_bare_text_cannot(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Snow fell in Alta on Tuesday.")
    hints = ["--url", "https://fjord.example/snow", "--title", "Snow in Alta", "--outlet", "Fjord Times"]
    hints += ["--author", "Kari Nes", "--author", "Ola Vik", "--published", "2025-11-12"]

    article_id = dateline("load", tmp_path / "note.txt", *hints, "--json").document["items"][0]["article_id"]

    article = dateline("articles", "show", article_id, "--json").document
    given = {key: article[key] for key in ("url", "title", "source", "author", "published")}
    assert given == {
        "url": "https://fjord.example/snow",
        "title": "Snow in Alta",
        "source": "Fjord Times",
        "author": ["Kari Nes", "Ola Vik"],
        "published": "2025-11-12",
    }


def test_the_report_is_what_the_contract_says(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Snow fell in Alta.")
    (tmp_path / "empty.html").touch()
    (tmp_path / "page.html").write_text("<html><body><p>Too short.</p></body></html>")

    report = dateline("load", tmp_path / "a.txt", tmp_path / "empty.html", tmp_path / "page.html", "--json")

    document = report.document
    assert list(document) == [*COUNTS, "seconds", "items"]
    assert [document[name] for name in COUNTS] == [1, 0, 0, 0, 1, 1]
    assert document["seconds"] > 0
    assert all(set(item) == ITEM for item in document["items"])
    landed, failed, skipped = document["items"]
    assert (landed["source"], landed["outcome"], landed["reason"]) == (str(tmp_path / "a.txt"), "added", None)
    assert (failed["outcome"], failed["article_id"]) == ("failed", None)
    assert (skipped["outcome"], skipped["article_id"]) == ("skipped", None)


def test_in_words_the_report_is_a_line_for_what_did_not_land_and_the_counts(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Snow fell in Alta.")

    report = dateline("load", tmp_path / "a.txt", tmp_path / "none.txt")

    assert report.err.splitlines() == [
        f"failed: {tmp_path}/none.txt: there is no such file or folder (an address begins with https://)"
    ]
    assert report.out.startswith("1 added, 1 failed in ")


# Again, changed, twice


def test_the_same_again_is_unchanged_and_costs_no_embedding(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ferry.html").write_text(page())
    dateline("load", tmp_path / "ferry.html")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "no-model-here"))

    again = dateline("load", tmp_path / "ferry.html", "--json")

    assert (again.status, again.document["unchanged"], again.document["added"]) == (0, 1, 0)


def test_a_changed_page_is_a_new_version_and_the_old_words_are_not_found(dateline: Dateline, web: FakeWeb) -> None:
    url = web.page("/ferry", page().encode())
    dateline("load", url)
    web.page("/ferry", page(paragraphs=(*FERRY[:-1], "The ferry will be sold for scrap in Poland.")).encode())

    report = dateline("load", url, "--json").document

    article_id = report["items"][0]["article_id"]
    assert report["updated"] == 1
    text = found(dateline, "How many million kroner does a new engine cost?")
    assert "sold for scrap in Poland" in text
    assert "4 million kroner" not in text
    latest = dateline("articles", "show", article_id, "--json").document
    first = dateline("articles", "show", article_id, "--version", "1", "--json").document
    assert (latest["version"], first["version"]) == (2, 1)
    assert "4 million kroner" in first["text"]


def test_tracking_parameters_do_not_make_another_article(dateline: Dateline, web: FakeWeb) -> None:
    plain = web.page("/ferry", page().encode())
    shared = web.page("/ferry?utm_source=mail&fbclid=x", page().encode())

    report = dateline("load", plain, shared, "--json").document

    assert (report["added"], report["duplicates"]) == (1, 1)
    assert report["items"][0]["article_id"] == report["items"][1]["article_id"]


def test_a_removed_article_is_found_no_more(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_text(page())
    (tmp_path / "seal.txt").write_text("A seal was seen in Oslo harbour on Sunday.")
    items = dateline("load", tmp_path / "ferry.html", tmp_path / "seal.txt", "--json").document["items"]

    removed = dateline("articles", "remove", items[0]["article_id"], "--json")

    assert removed.document == {"removed": items[0]["article_id"]}
    assert found(dateline, "Why did the ferry stop?") == "A seal was seen in Oslo harbour on Sunday."


# Bad input: one line each, and nothing else is lost


def test_each_bad_file_is_one_line_and_the_good_ones_land(dateline: Dateline, tmp_path: Path) -> None:
    noise = bytes(range(256)) * 40
    packed = gzip.compress(page().encode())
    for name, content in {
        "empty.html": b"",
        "noise.html": noise,
        "noise.txt": noise,
        "noise.jsonl": noise,
        "cut.html.gz": packed[: len(packed) // 2],
        "unpacked.html.gz": page().encode(),
        "word.docx": b"PK",
    }.items():
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "huge.html").open("wb") as huge:
        huge.truncate(50_000_000)
    (tmp_path / "good.txt").write_text("Snow fell in Alta.")
    bad = ["empty.html", "noise.html", "noise.txt", "noise.jsonl", "cut.html.gz", "unpacked.html.gz"]
    bad += ["word.docx", "huge.html", "absent.html"]

    report = dateline("load", *(tmp_path / name for name in bad), tmp_path / "good.txt", "--json")

    assert (report.status, report.document["added"], report.document["failed"]) == (1, 1, len(bad))
    assert reasons(report.document) == {
        "empty.html": "the file is empty",
        "noise.html": "the file is not text but binary data",
        "noise.txt": "the file is not text but binary data",
        "noise.jsonl": "the file is not JSON lines but binary data",
        "cut.html.gz": "the packed file is damaged (Compressed file ended before the end-of-stream marker was reached)",
        "unpacked.html.gz": "the packed file is damaged (Not a gzipped file (b'<h'))",
        "word.docx": "not a kind of file that can be loaded (.html, .htm, .html.gz, .txt, .md, .jsonl)",
        "huge.html": "the file is larger than 10,000,000 bytes (DATELINE_FETCH_BYTES)",
        "absent.html": "there is no such file or folder (an address begins with https://)",
    }
    assert len(report.err.splitlines()) == len(bad)


def test_bad_json_lines_are_named_and_the_good_ones_between_land(dateline: Dateline, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    rows: list[tuple[str, str | None]] = [
        (line(id="first", text="One."), None),
        ("{not json", "the line is not JSON (Expecting property name enclosed in double quotes at column 2)"),
        (line(id="a/b/../c", text="Two.", extra={"x": 1}), None),
        ("[1]", "the line is not a JSON object"),
        (line(id=None, url=None, title=None, author=None, published=None, source=None, text="Three."), None),
        (line(id="x" * 500, text="Too long an id."), "id: String should have at most 200 characters"),
        (
            line(id="day", text="x", published="yesterday"),
            "published: 'yesterday' is not an ISO date or date-time",
        ),
        (
            line(id="ftp", text="x", url="ftp://a"),
            "url: not a web address: 'ftp://a' (it must begin with http:// or https:// and a host)",
        ),
        ('{"text": ' + "[" * 100_000, "the line is nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 10_000 + "}", "the line holds a number that is too long"),
        ("", None),
        (line(id="first", text="One, corrected."), None),
        (line(id="last", text="Four."), None),
    ]
    articles.write_text("\n".join(text for text, _ in rows))

    report = dateline("load", articles, "--json").document

    expected = {f"articles.jsonl:{number}": why for number, (_, why) in enumerate(rows, start=1) if why}
    given = reasons(report)
    assert list(given) == list(expected)
    assert all(given[place].startswith(why) for place, why in expected.items())
    assert (report["added"], report["duplicates"], report["failed"]) == (4, 1, len(expected))
    ids = {row["id"] for row in dateline("articles", "list", "--json").document}
    assert {"first", "a/b/../c", "last"} < ids
    assert dateline("articles", "show", "a/b/../c", "--json").document["text"] == "Two."


def test_headlines_lose_the_entities_that_an_export_left_in_them(dateline: Dateline, tmp_path: Path) -> None:
    given = {
        "id": "cod",
        "title": "&#039;Cod &amp; chips&#039;",
        "source": "News &amp; Views",
        "text": FERRY[0],
    }
    (tmp_path / "a.jsonl").write_text(line(**given))
    dateline("load", tmp_path / "a.jsonl")
    shown = dateline("articles", "show", "cod", "--json").document
    assert (shown["title"], shown["source"]) == ("'Cod & chips'", "News & Views")


def test_a_line_of_50_megabytes_does_not_stop_the_next(dateline: Dateline, tmp_path: Path) -> None:
    with (tmp_path / "big.jsonl").open("wb") as file:
        file.write(b'{"text": "' + b"x" * 50_000_000 + b'"}\n' + line(id="after", text="Snow fell.").encode())

    report = dateline("load", tmp_path / "big.jsonl", "--json").document

    assert reasons(report) == {"big.jsonl:1": "the line is longer than 10,000,000 bytes (DATELINE_FETCH_BYTES)"}
    assert report["items"][1]["article_id"] == "after"


def test_pages_and_file_names_in_old_encodings_come_out_right(dateline: Dateline, tmp_path: Path) -> None:
    old = page("Málaga café", tuple(text.replace("The company", "José Nuñez – “el dueño” –") for text in FERRY))
    (tmp_path / "old.html").write_bytes(old.replace("utf-8", "iso-8859-1").encode("cp1252"))
    odd_name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / odd_name).write_text("Coffee is dear in Oslo.")

    report = dateline("load", tmp_path / "old.html", tmp_path / odd_name, "--json")

    assert report.status == 0
    assert {row["title"] for row in dateline("articles", "list", "--json").document} == {"Málaga café", "café"}
    article_id = report.document["items"][0]["article_id"]
    assert "José Nuñez – “el dueño” –" in dateline("articles", "show", article_id).out


def test_a_page_without_an_article_is_skipped_with_a_reason(dateline: Dateline, web: FakeWeb) -> None:
    url = web.page("/", b"<html><body><h1>Home</h1><a href=/a>One</a></body></html>")

    report = dateline("load", url, "--json")

    assert (report.status, report.document["skipped"]) == (0, 1)
    assert report.document["items"][0]["reason"].startswith("too little text")


def test_addresses_that_give_no_page_fail_each_with_one_line(dateline: Dateline, web: FakeWeb) -> None:
    sources = {
        web.url("/missing"): "status 404",
        "http://127.0.0.1/x": "is not a public address",
        "ftp://fjord.example/x": "must start with http:// or https://",
        "www.fjord.example/x": "an address begins with https://",
    }

    report = dateline("load", *sources)

    assert report.status == 1
    lines = report.err.splitlines()
    assert len(lines) == len(sources)
    for told, (source, reason) in zip(lines, sources.items(), strict=True):
        assert told.startswith(f"failed: {source}: ")
        assert reason in told


def test_an_unreachable_server_is_one_line(
    dateline: Dateline, own_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as gone:
        monkeypatch.setenv("DATELINE_FETCH_HOSTS", gone.host)

    report = dateline("load", gone.url("/x"))

    assert report.status == 1
    assert report.err == f"failed: {gone.url('/x')}: {gone.host} cannot be reached (Connection refused): try later.\n"


def test_what_steers_a_terminal_never_reaches_it(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line(id="\x1b[31mid", title="\x1b]0;owned\x07Red", text="Snow\x1b[2J fell."))
    (tmp_path / "bad\x1b[31m\nname.txt").touch()

    told = dateline("load", tmp_path)
    shown = dateline("articles", "show", "\x1b[31mid")
    listed = dateline("articles", "list")

    assert (len(told.err.splitlines()), len(listed.out.splitlines())) == (1, 1)
    assert "\x1b" not in told.err + listed.out + shown.out
    assert "\x07" not in listed.out + shown.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["a.txt", "b.txt", "--title", "x"], "describe one article: name one source"),
        (["folder", "--outlet", "x"], "describe one article: name one source"),
        (["a.jsonl", "--author", "x"], "describe one article: name one source"),
        (["a.txt", "--published", "soon"], "'soon' is not an ISO date or date-time, such as 2025-11-12"),
        (["a.txt", "--url", "soon"], "not a web address: 'soon'"),
        (["a.txt", "--title", "caf\udce9"], "it has characters that are not UTF-8"),
        ([], "the following arguments are required: SOURCE"),
    ],
)
def test_wrong_use_is_one_line_and_loads_nothing(
    dateline: Dateline, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text("Snow fell.")

    report = dateline("load", *arguments)

    assert (report.status, report.out, len(report.err.splitlines())) == (2, "", 1)
    assert told in report.err
    assert not (tmp_path / "data").exists()


def test_stopped_by_hand_it_keeps_what_had_landed(dateline: Dateline, web: FakeWeb, tmp_path: Path) -> None:
    (tmp_path / "seal.txt").write_text("A seal was seen in Oslo harbour on Sunday.")
    slow = web.drip("/slow", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b" ")
    command = [sys.executable, "-m", "bot", "load", str(tmp_path / "seal.txt"), slow]
    loading = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not web.asked and loading.poll() is None:
        time.sleep(0.02)
    loading.send_signal(signal.SIGINT)
    out, err = loading.communicate(timeout=20)

    assert (loading.returncode, out) == (130, "")
    assert err == "Stopped. What had landed is kept; the next `dateline load` makes it findable.\n"
    (tmp_path / "snow.txt").write_text("Snow fell in Alta.")
    assert dateline("load", tmp_path / "snow.txt", "--json").document["added"] == 1
    assert "A seal was seen" in found(dateline, "Where was a seal seen?")


def test_what_an_editor_gave_by_hand_is_kept_when_the_file_is_loaded_again(dateline: Dateline, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The bridge at Wexford is closed because its deck rusted through.")
    hints = ("--title", "Bridge closed", "--outlet", "The Tide", "--published", "2025-11-12", "--author", "Ann Cole")
    assert dateline("load", note, *hints, "--json").document["added"] == 1
    assert dateline("load", note, "--json").document["unchanged"] == 1
    note.write_text("The bridge at Wexford is open again.")
    assert dateline("load", note, "--json").document["updated"] == 1
    (article,) = dateline("articles", "list", "--json").document
    assert (article["title"], article["source"], article["published"]) == ("Bridge closed", "The Tide", "2025-11-12")
    assert article["author"] == ["Ann Cole"]


def test_an_empty_source_is_wrong_use(dateline: Dateline) -> None:
    assert dateline("load", "").status == 2


def test_what_a_broken_off_load_left_is_found_by_the_next_question(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge at Wexford is closed because its deck rusted through.")
    assert dateline("load", tmp_path / "a.txt").status == 0
    for index in ("chroma", "words"):
        shutil.rmtree(tmp_path / "data" / "index-1" / index)
    asked = dateline("ask", "why is the bridge at Wexford closed?")
    assert "rusted through. [1]" in asked.out
    assert "Healing from the archive" in asked.err
    assert "Healing" not in dateline("ask", "why is the bridge at Wexford closed?").err


def test_text_that_claims_to_be_utf_8_and_is_not_is_read_all_the_same(dateline: Dateline, tmp_path: Path) -> None:
    text = page().replace("<head>", '<head><meta charset="utf-8">').replace("Stavanger", "Zürich")
    (tmp_path / "ferry.html").write_bytes(text.encode("cp1252", "xmlcharrefreplace"))
    assert dateline("load", tmp_path / "ferry.html").status == 0
    (article,) = dateline("articles", "list", "--json").document
    shown = dateline("articles", "show", article["id"], "--json").document["text"]
    assert "\ufffd" not in shown
    assert "Zürich" in shown


def test_an_article_is_removed_while_another_process_indexes(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge at Wexford is closed because its deck rusted through.")
    assert dateline("load", tmp_path / "a.txt").status == 0
    (article,) = dateline("articles", "list", "--json").document
    with FileLock(tmp_path / "data" / "indexing.lock"):
        assert dateline("articles", "remove", article["id"]).status == 0
        assert "rusted" not in dateline("ask", "why is the bridge at Wexford closed?").out
