"""The program of the process that embeds: windows of texts come in, rows of vectors go out, in the same order.

Texts are taken in whatever is being embedded, so that who sends them never waits; and when no more can come, because
the main process is done or was killed, this one ends at once. What is said on stderr is shown to who loads.
"""

import os
import pickle
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread


def serve(cache: str, threads: int) -> None:
    """Embed the windows that come pickled on stdin; a pickled array or error for each goes to stdout."""
    windows = SimpleQueue[list[str]]()
    Thread(target=_take_in, args=(windows,), daemon=True).start()
    from vectorstore.embedding import EmbeddingError, OnnxEmbedder  # slow, and texts come meanwhile
    from vectorstore.models import ModelMissingError

    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    embedder = OnnxEmbedder(Path(cache), threads)
    while True:
        texts = windows.get()
        try:
            pickle.dump(embedder.embed_passages(texts), replies)
        except (EmbeddingError, ModelMissingError) as error:
            pickle.dump(error, replies)
        replies.flush()


def _take_in(windows: SimpleQueue[list[str]]) -> None:
    while True:
        try:
            windows.put(pickle.load(sys.stdin.buffer))  # noqa: S301 (the main process made it)
        except (EOFError, pickle.UnpicklingError):  # the end, perhaps in the middle of a window
            os._exit(0)
