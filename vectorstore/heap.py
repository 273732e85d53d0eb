"""The memory that threads give back: kept in one place, so that a long load takes no more of it than a short one."""

import ctypes

_M_ARENA_MAX = -8  # glibc's malloc.h


def share_one_heap() -> None:
    """Have all threads of this process allocate from one heap; nothing where the C library is not glibc.

    glibc gives threads heaps of their own, up to eight a core. What a thread frees stays in its heap, and indexing
    begins threads with every window of passages, in Chroma and tantivy: at 20,000 articles most of it lay idle there.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_ARENA_MAX, 1)
