"""Passages are embedded in a process of its own, while the one that indexes writes what was embedded before.

In one process, the threads that embed and what is written in Python would wait for each other's interpreter lock.
`embedding_worker` is the program that runs there.
"""

import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from vectorstore.embedding import EmbeddingError, Vectors

# The path of this process, whichever way it was started; its main module is not imported again.
_PROGRAM = (
    "import sys; cache, threads, *sys.path = sys.argv[1:]; "
    "from vectorstore.embedding_worker import serve; serve(cache, int(threads))"
)


class EmbeddingProcess:
    """The model on this machine in another process, which begins with the first texts.

    It ends with `end`, or with this process however that ends.
    """

    def __init__(self, cache: Path, threads: int) -> None:
        self._command = [sys.executable, "-c", _PROGRAM, str(cache), str(threads)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None

    def begin(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        """Have texts embedded; what is given back waits for their rows, and is to be called in the order of beginning.

        It raises `EmbeddingError` and `ModelMissingError`.
        """
        process = self._process = self._process or self._started()
        stdin = cast("IO[bytes]", process.stdin)
        with suppress(BrokenPipeError):  # it ended; the rows that do not come say why
            pickle.dump(list(texts), stdin)
            stdin.flush()
        return lambda: self._rows(process)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):  # what it did not read is given up
                    cast("IO[bytes]", stream).close()

    def _started(self) -> "subprocess.Popen[bytes]":
        # A session of its own keeps a terminal's Ctrl-C from it.
        return subprocess.Popen(  # noqa: S603 (only our own program is run)
            [*self._command, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def _rows(self, process: "subprocess.Popen[bytes]") -> Vectors:
        try:
            reply: Vectors | Exception = pickle.load(cast("IO[bytes]", process.stdout))  # noqa: S301 (ours)
        except (EOFError, pickle.UnpicklingError) as error:
            raise EmbeddingError(_why_ended(process.wait())) from error
        if isinstance(reply, Exception):
            raise reply
        return reply


def _why_ended(status: int) -> str:
    safe = "Every article that landed is safe: run the command again."
    if status == -signal.SIGKILL:
        return f"The process that embeds was killed, as happens when the machine runs out of memory. {safe}"
    return f"The process that embeds ended with status {status}. {safe}"
