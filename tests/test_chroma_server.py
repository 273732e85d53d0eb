"""Vectors on a Chroma server: followed like those in the folder, and done without while the server is away."""

import shutil
import signal
import socket
import time
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from conftest import Dateline
from fake_chroma import DATABASE, Asked, RealChroma, Reply, answering, passing_on
from test_store import TEXTS, Counting, Scattered, fill, found, healthy, ids_by_meaning, ids_by_words

from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.embedding import OnnxEmbedder
from vectorstore.finding.search import SearchRequest, search
from vectorstore.indexes.chroma_server import ChromaServer
from vectorstore.indexes.dense_server import ServedIndexes
from vectorstore.indexes.vectors import NoVectorsError
from vectorstore.store import Store, VectorsUnwrittenError

PLACE = {"tenant": "default_tenant", "database": "default_database"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealChroma]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
    chroma = RealChroma(tmp_path_factory.mktemp("chroma") / "data", port)
    chroma.start()
    yield chroma
    chroma.kill()


@pytest.fixture
def chroma(running: RealChroma) -> Iterator[RealChroma]:
    """The real server; whatever a test did to it, it runs again for the next."""
    yield running
    running.signal(signal.SIGCONT)
    if running.process is not None and running.process.poll() is not None:
        running.start()


@pytest.fixture(scope="module")
def model() -> OnnxEmbedder:
    return OnnxEmbedder(Settings().cache, threads=2)


@pytest.fixture
def embedder(model: OnnxEmbedder) -> Counting:
    return Counting(model)


def served(folder: Path, url: str, embedder: Any = None, words: int = 120, answer_s: float = 5) -> Store:
    """A store with its vectors at a URL; after a failure it asks again at once."""
    server = ChromaServer(url, None, **PLACE, answer_s=answer_s, rest_s=0)
    return Store(folder, embedder or Scattered(), words, 20, ServedIndexes(server))


@pytest.fixture
def store(tmp_path: Path, chroma: RealChroma, embedder: Counting) -> Store:
    return served(tmp_path / "data", chroma.url, embedder)


def notice(store: Store) -> str | None:
    return search(store, SearchRequest("boats Norway"), 5).notice


# Following


def test_what_changes_is_followed(store: Store) -> None:
    fill(store)
    assert healthy(store)
    assert notice(store) is None
    store.archive.put(Article(id="boats", text="Three ferries were saved."))
    store.archive.remove("mayor")
    assert store.faults()[:2] == ["the word index is behind the archive", "the vector index is behind the archive"]
    assert store.catch_up() == 3
    assert healthy(store, ["bank", "boats"])
    assert not (store.folder / "index-1" / "chroma").exists()


def test_an_empty_archive_can_be_followed(store: Store) -> None:
    store.catch_up()
    assert not store.behind
    assert store.nearest_vectors(store.embedder.embed_query("news"), 5) == []


def test_archives_do_not_disturb_each_other(store: Store, tmp_path: Path, chroma: RealChroma, embedder: Any) -> None:
    fill(store)
    other = served(tmp_path / "other", chroma.url, embedder)
    other.archive.put(Article(id="storm", text="A storm closed the harbour."))
    other.catch_up()
    other.reindex()
    assert healthy(store)
    assert healthy(other, ["storm"])


def test_another_opening_of_the_folder_sees_what_came_at_once(
    store: Store, chroma: RealChroma, embedder: Counting
) -> None:
    fill(store)
    other = served(store.folder, chroma.url, embedder)
    assert healthy(other)
    store.archive.put(Article(id="storm", text="A storm closed the harbour."))
    store.catch_up()
    assert healthy(other, [*TEXTS, "storm"])


def test_vectors_move_to_a_server_and_back_without_embedding(
    tmp_path: Path, chroma: RealChroma, embedder: Counting
) -> None:
    inside = Store(tmp_path / "data", embedder, 120, 20)
    fill(inside)
    inside.close()
    embedder.embedded.clear()
    outside = served(tmp_path / "data", chroma.url, embedder)
    assert outside.faults() == ["the vector index is not built yet"]
    outside.catch_up()
    outside.archive.remove("boats")
    outside.catch_up()
    inside.catch_up()
    assert embedder.embedded == []
    assert healthy(outside, ["bank", "mayor"])
    assert healthy(inside, ["bank", "mayor"])
    inside.close()


def test_a_reindex_lets_the_old_vectors_serve_and_then_deletes_them(tmp_path: Path, chroma: RealChroma) -> None:
    old = served(tmp_path / "data", chroma.url, words=1)
    old.archive.put(Article(id="items", text="\n".join(f"Item {number}." for number in range(40))))
    old.catch_up()
    before = set(chroma.collections())
    during: list[int] = []
    larger = served(tmp_path / "data", chroma.url, words=20)
    assert larger.reindex(lambda done, of: during.append(len(ids_by_meaning(old)))) == 4
    assert during == [40]
    assert len(ids_by_meaning(old)) == 4
    after = set(chroma.collections())
    archive = old.ledger.state().archive[:16]
    assert {name for name in before if archive in name} == {f"dateline-{archive}-1"}
    assert {name for name in after if archive in name} == {f"dateline-{archive}-2"}
    assert {name for name in before if archive not in name} <= after, "other archives' are left alone"


# A server that forgot


def collection(store: Store, chroma: RealChroma) -> dict[str, Any]:
    found: dict[str, Any] = chroma.collections()[store.indexes.index(store.ledger.state()).place]
    return found


def test_a_wiped_server_is_noticed_and_filled_without_embedding(
    store: Store, chroma: RealChroma, embedder: Counting
) -> None:
    fill(store)
    assert notice(store) is None
    embedder.embedded.clear()
    chroma.kill()
    shutil.rmtree(chroma.folder)
    chroma.start()
    assert "does not have the vectors of these articles" in (notice(store) or "")
    assert store.faults() == ["the vector index is not built yet"]
    assert store.catch_up() == 3
    assert embedder.embedded == []
    assert healthy(store)


def test_rows_that_went_missing_are_noticed(store: Store, chroma: RealChroma) -> None:
    fill(store)
    gone = ids_by_meaning(store)[0]
    number = next(n for n, _ in store.nearest_words(TEXTS[gone], 1))
    chroma.call("POST", f"/collections/{collection(store, chroma)['id']}/delete", {"ids": [str(number)]})
    assert store.faults() == ["the vector index has to be built anew (it holds 2 passages and was left with 3)"]
    store.catch_up()
    assert healthy(store)


def test_an_older_copy_of_the_server_is_caught_up(store: Store, chroma: RealChroma) -> None:
    store.archive.put(Article(id="bank", text=TEXTS["bank"]))
    store.catch_up()
    older = dict(collection(store, chroma)["metadata"])
    fill(store)
    kept = collection(store, chroma)["id"]
    chroma.call("PUT", f"/collections/{kept}", {"new_metadata": {**older, "rows": 1}})
    assert store.behind
    store.catch_up()
    assert healthy(store)


def test_a_half_built_collection_is_not_searched(store: Store, chroma: RealChroma) -> None:
    fill(store)
    index = store.indexes.index(store.ledger.state())
    index.start_over()
    with pytest.raises(NoVectorsError, match="or not all of them"):
        store.indexes.index(store.ledger.state()).search(store.embedder.embed_query("news"), 5)
    assert "words alone" in (notice(store) or "")


# A server that is away


def test_without_its_server_a_store_finds_by_words_until_it_is_back(
    tmp_path: Path, chroma: RealChroma, embedder: Counting
) -> None:
    filling = served(tmp_path / "data", chroma.url, embedder)
    fill(filling)
    store = served(tmp_path / "data", chroma.url, embedder, answer_s=1)
    assert notice(store) is None
    chroma.signal(signal.SIGSTOP)  # it takes calls and answers none
    alone = search(store, SearchRequest("boats Norway"), 5)
    assert alone.notice == (
        "Found by words alone: The Chroma server at DATELINE_CHROMA_URL does not answer in time. Check that it runs."
    )
    assert [one.passage.article_id for one in alone.evidence] == ["boats"]
    assert alone.evidence[0].cosine > 0.5, "from the archive"

    store.archive.put(Article(id="storm", text="A storm closed the harbour."))
    with pytest.raises(VectorsUnwrittenError, match="Every article that landed is safe"):
        store.catch_up()
    assert ids_by_words(store, "harbour") == ["storm"]
    assert "A storm closed the harbour." in embedder.embedded, "so that nothing is left to do but to write"

    chroma.signal(signal.SIGCONT)
    embedder.embedded.clear()
    filling.catch_up()  # with all the time that a slow machine needs
    assert embedder.embedded == []
    assert healthy(filling, [*TEXTS, "storm"])


def test_a_killed_server_is_used_again_when_it_is_back(store: Store, chroma: RealChroma) -> None:
    fill(store)
    chroma.kill()
    assert "cannot be reached (" in (notice(store) or "")
    assert len(store.faults()) == 1
    store.archive.remove("boats")
    with pytest.raises(VectorsUnwrittenError):
        store.catch_up()
    chroma.start()
    assert notice(store) is None
    store.catch_up()
    assert healthy(store, ["bank", "mayor"])


def test_a_server_killed_in_the_middle_of_a_load_loses_nothing(tmp_path: Path, chroma: RealChroma) -> None:
    store = served(tmp_path / "data", chroma.url, words=1)
    store.archive.put(Article(id="items", text="\n".join(f"Item {number}." for number in range(1100))))
    with pytest.raises(VectorsUnwrittenError):
        store.catch_up(lambda done, of: chroma.kill() if done < of else None)
    assert found(store, "1099") == ["items"]
    chroma.start()
    assert store.catch_up() == 1100
    assert not store.behind
    assert len(ids_by_meaning(store)) == 1100


def test_a_reindex_without_the_server_leaves_what_served(store: Store, chroma: RealChroma) -> None:
    fill(store)
    chroma.kill()
    with pytest.raises(VectorsUnwrittenError):
        store.reindex()
    chroma.start()
    store.catch_up()
    assert healthy(store)


def test_after_a_failure_the_server_is_left_alone_for_a_while() -> None:
    with answering(lambda asked: (503, {}, b"down")) as fake:
        resting = ChromaServer(fake.url, None, **PLACE, rest_s=3600)
        for _ in range(3):
            with pytest.raises(NoVectorsError, match=r"failed \(status 503\)"):
                resting.call("GET", "/collections", resting.soon())
        assert len(fake.asked) == 1


# What answers there, and in which words it is told


def chroma_like(version: bytes = b'"1.0.0"', database: int = 200, then: tuple[int, bytes] = (200, b"[]")) -> Reply:
    def reply(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if asked.path == "/api/v2/version":
            return 200, {}, version
        return (database, {}, b"{}") if asked.path == DATABASE else (then[0], {}, then[1])

    return reply


def always(status: int, body: bytes = b"", **headers: str) -> Reply:
    return lambda asked: (status, headers, body)


NONE = "What answers at DATELINE_CHROMA_URL is no Chroma server of version 1."


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (always(200, b"<h1>Welcome</h1>"), NONE),
        (always(404, b"<h1>Not Found</h1>"), NONE),
        (always(404, b'{"detail": "Not Found"}'), NONE),  # Chroma before 0.6
        (always(200, b'{"status": "ok"}'), NONE),
        (chroma_like(version=b'"0.6.3"'), "has version 0.6.3, and Dateline needs 1"),
        (always(401, b'{"message": "wrong key s3cret"}'), "refuses the token (status 401): set DATELINE_CHROMA_TOKEN."),
        (always(403), "refuses the token (status 403): set DATELINE_CHROMA_TOKEN."),
        (always(302, Location="https://login.example"), "sends elsewhere (status 302): set DATELINE_CHROMA_URL"),
        (always(502, b"<h1>Bad Gateway</h1>"), "failed (status 502)."),
        (chroma_like(database=404), "no database default_database of a tenant default_tenant: check DATELINE_CHROMA_D"),
        (chroma_like(then=(500, b'{"message": "disk\\nfull"}')), "failed (status 500: disk full)."),
        (chroma_like(then=(500, b'{"message": "key s3cret"}')), "failed (status 500)."),
        (chroma_like(then=(200, b"<h1>")), NONE),
        (lambda asked: (200, {}, repeat(b"0" * 1_000_000)), "does not come to an end with its answer."),
    ],
)
def test_whatever_answers_is_told_in_one_line_without_the_token(reply: Reply, told: str) -> None:
    with answering(reply) as fake:
        server = ChromaServer(fake.url, "s3cret", **PLACE)
        with pytest.raises(NoVectorsError) as raised:
            server.call("GET", "/collections", server.soon())
    assert told in str(raised.value)
    assert "s3cret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_answer_in_drops_is_cut_off() -> None:
    def drops() -> Iterator[bytes]:
        while True:
            yield b" "
            time.sleep(0.05)

    with answering(lambda asked: (200, {}, drops())) as fake:
        server = ChromaServer(fake.url, None, **PLACE, answer_s=0.3)
        with pytest.raises(NoVectorsError, match="does not come to an end"):
            server.call("GET", "/collections", server.soon())


def test_a_wrong_database_or_tenant_of_a_real_server_is_told(chroma: RealChroma) -> None:
    for tenant, database in (("nobody's", "default_database"), ("default_tenant", "no/where")):
        server = ChromaServer(chroma.url, None, tenant, database)
        with pytest.raises(NoVectorsError, match="has no database") as raised:
            server.call("GET", "/collections", server.soon())
        assert f"no database {database} of a tenant {tenant}" in str(raised.value)


def test_the_token_opens_a_guarded_server(tmp_path: Path, chroma: RealChroma) -> None:
    with answering(passing_on(chroma.url, "s3cret")) as proxy:
        guarded = ServedIndexes(ChromaServer(proxy.url, "s3cret", **PLACE))
        store = Store(tmp_path / "data", Scattered(), 120, 20, guarded)
        fill(store)
        assert healthy(store)
        outside = served(tmp_path / "data", proxy.url)
        assert "refuses the token (status 401)" in (notice(outside) or "")


# The command


@pytest.mark.parametrize(
    "url",
    [
        "chroma.example:8000",
        "ftp://chroma",
        "http://",
        "http://u:s3cret@chroma",
        "http://chroma:99999",
        "http://c?k=s3cret",
    ],
)
def test_an_address_that_is_none_is_a_wrong_setting(dateline: Dateline, monkeypatch: Any, url: str) -> None:
    monkeypatch.setenv("DATELINE_CHROMA_URL", url)
    ran = dateline("load", "x.txt", "--json")
    assert (ran.status, ran.document["error"]["kind"]) == (2, "setting")
    assert ran.err == (
        "dateline: DATELINE_CHROMA_URL does not fit: give http://HOST:PORT or https://HOST;"
        " a key goes into DATELINE_CHROMA_TOKEN.\n"
    )


def test_a_token_that_no_header_can_carry_is_a_wrong_setting(dateline: Dateline, monkeypatch: Any) -> None:
    monkeypatch.setenv("DATELINE_CHROMA_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("DATELINE_CHROMA_TOKEN", "s3cret\nX-Evil: 1")
    ran = dateline("load", "x.txt")
    assert ran.status == 2
    assert ran.err == "dateline: DATELINE_CHROMA_TOKEN does not fit: it has characters that no key has.\n"


def test_the_commands_go_on_without_the_server_and_heal_when_it_is_back(
    dateline: Dateline, monkeypatch: Any, tmp_path: Path, chroma: RealChroma
) -> None:
    monkeypatch.setenv("DATELINE_CHROMA_URL", f"{chroma.url}/")
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text)
    assert dateline("load", tmp_path / "bank.txt", tmp_path / "boats.txt").status == 0
    assert dateline("ask", "Where did two boats sink?", "--json").document["notice"] is None

    chroma.kill()
    loaded = dateline("load", tmp_path / "mayor.txt")
    assert loaded.status == 1
    assert loaded.err.count("\n") == 1
    assert "Every article that landed is safe, and found by words" in loaded.err
    asked = dateline("ask", "Who chose a new mayor?", "--json")
    assert (asked.status, asked.document["status"]) == (0, "answered")
    assert "Found by words alone: The Chroma server" in asked.document["notice"]
    assert asked.err.count("\n") == 1
    (unwell,) = (one for one in dateline("doctor", "--json").document["checks"] if not one["healthy"])
    assert (unwell["name"], unwell["found"][:35]) == ("vector index", "The Chroma server at DATELINE_CHROM")
    unknown = dateline("ask", "zyxwv?", "--json").document
    assert (unknown["status"], unknown["evidence"]) == ("declined", [])
    assert unknown["notice"].startswith("Found by words alone")
    (tmp_path / "set.jsonl").write_text('{"id": "q", "question": "Who?"}')
    assert dateline("evaluate", tmp_path / "set.jsonl").status == 2, "what is measured must be whole"
    (removed,) = (
        one["id"] for one in dateline("articles", "list", "--json").document if "bank" in one["id"] + one["title"]
    )
    assert dateline("articles", "remove", removed).status == 0

    chroma.start()
    healed = dateline("ask", "Who chose a new mayor?", "--json")
    assert healed.err == (
        "Healing from the archive, where every article is safe: the vector index is behind the archive …\n"
    )
    assert healed.document["notice"] is None
    assert dateline("ask", "Who chose a new mayor?").err == ""
    assert dateline("doctor", "--json").document["healthy"]
