"""Memory that threads leave behind: in one heap, whichever threads come and go."""

import platform
import subprocess
import sys

import pytest

# Threads that live at the same time have a heap each, unless told otherwise; glibc lists its heaps itself.
_PROGRAM = """
import ctypes, threading
from vectorstore.heap import share_one_heap

if {shared}:
    share_one_heap()
together = threading.Barrier(6)
take = ctypes.CDLL(None).malloc

def work():
    together.wait()
    take(5_000)
    together.wait()

threads = [threading.Thread(target=work) for _ in range(6)]
for one in threads:
    one.start()
for one in threads:
    one.join()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives threads heaps of their own")
def test_threads_share_a_heap() -> None:
    assert _heaps(shared=False) > 1
    assert _heaps(shared=True) == 1


def _heaps(shared: bool) -> int:
    program = [sys.executable, "-c", _PROGRAM.format(shared=shared)]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.count("<heap ")
