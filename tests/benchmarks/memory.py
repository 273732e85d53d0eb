"""Measures the most memory that `dateline load` takes for few and for many short articles, and their disk.

    python -m tests.benchmarks.memory

The real command loads synthetic articles of two sentences, a passage each, with the real embedder in its process, whose
memory counts, too; by `--embedding service` a service on this machine embeds, which costs next to nothing and leaves
the embedder's own memory out. Beside it, this process writes as many vectors to an index of their own: Chroma holds
them and their graph in memory.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from vectorstore.heap import share_one_heap
from vectorstore.indexes.dense import FolderVectorIndex

from .figures import Finished, disk_bytes, memory_mb, options, run, tell
from .synthetic import Clustered, Wire

_SENTENCES = 2
_WRITTEN = 200  # vectors at once, as articles are when they load


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a load of so many articles ended, and what it left on disk."""

    articles: int
    process: Finished
    disk_bytes: int


def load(articles: int, folder: Path, environment: dict[str, str]) -> Loaded:
    """Load so many articles in a process of its own, into an empty folder."""
    folder.mkdir()
    source, data, wire = folder / "articles.jsonl", folder / "data", Wire()
    with source.open("w", encoding="utf-8") as file:
        for number in range(articles):
            one = wire.article(number, _SENTENCES)
            row = {"id": one.id, "url": one.url, "title": one.title, "text": one.text, "published": one.published}
            file.write(json.dumps(row) + "\n")
    process = run(["load", "--data", str(data), str(source)], **environment)
    if process.status:
        raise SystemExit(f"`dateline load` ended with {process.status}")
    return Loaded(articles, process, disk_bytes(data))


def graph_mb(sizes: Sequence[int], folder: Path) -> list[float]:
    """What this process holds once an index has so many vectors, for each size; the sizes grow."""
    share_one_heap()
    index, embedder, found, there = FolderVectorIndex(folder), Clustered(), list[float](), 0
    index.start_over()
    for size in sizes:
        while there < size:
            numbers = range(there, min(there + _WRITTEN, size))
            index.apply(list(zip(numbers, embedder.embed_passages([str(one) for one in numbers]), strict=True)), ())
            there = numbers.stop
        found.append(memory_mb())
    index.close()
    return found


@contextmanager
def service() -> Iterator[dict[str, str]]:
    """An OpenAI-compatible service that embeds at no cost; the settings that lead to it."""
    embedder = Clustered()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            rows = embedder.embed_passages(texts).tolist()
            data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
            body = json.dumps({"object": "list", "model": "x", "data": data, "usage": {}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the table is all that is said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "DATELINE_EMBEDDING": "openai:clustered",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{server.server_port}/v1",
            "OPENAI_API_KEY": "none",
        }
        server.shutdown()


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=(2_000, 20_000), metavar="N", help="articles")
    parser.add_argument("--embedding", choices=("model", "service"), default="model")
    given = parser.parse_args()
    embedding: AbstractContextManager[dict[str, str]] = (
        service() if given.embedding == "service" else nullcontext(dict[str, str]())
    )
    with TemporaryDirectory() as folder, embedding as environment:
        sizes = sorted(given.sizes)
        loads = [load(size, Path(folder, str(size)), environment) for size in sizes]
        graph = graph_mb(sizes, Path(folder, "graph"))
    rows = [("articles", *(f"{one.articles:,}" for one in loads))]
    rows += [
        ("peak memory, MB", *(f"{one.process.peak_mb:.0f}" for one in loads)),
        ("seconds", *(f"{one.process.wall_s:.0f}" for one in loads)),
        ("  of the processor", *(f"{one.process.cpu_s:.0f}" for one in loads)),
        ("disk, bytes an article", *(f"{one.disk_bytes / one.articles:,.0f}" for one in loads)),
    ]
    few, many = loads[0], loads[-1]
    each = 2**20 / max(1, many.articles - few.articles)
    more, graph_more = (many.process.peak_mb - few.process.peak_mb) * each, (graph[-1] - graph[0]) * each
    figures = {"loads": [asdict(one) for one in loads], "bytes_per_article_more": more, "bytes_of_graph": graph_more}
    title = f"{more:,.0f} bytes of memory for each one more, {graph_more:,.0f} of them for its vector in Chroma"
    tell(f"Loading short articles: {title}", rows, figures, given.json)


if __name__ == "__main__":
    main()
