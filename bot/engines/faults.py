"""How a chat model fails, whatever its provider's library: in words for the reader, and whether to try again.

The words never repeat what the service or the library said: that may hold the key.
"""

_TRIES = 3
_LONGEST_PAUSE = 5.0  # seconds; a reader waits
_AGAIN = frozenset({408, 409, 429})


def in_words(name: str, error: Exception) -> str:
    """What went wrong with the model `name`, and what to check."""
    status = _status(error)
    if status in (401, 403):
        return f"The model {name} refused the key: check OPENAI_API_KEY."
    if status == 404:
        return f"The model {name} is not there: check DATELINE_MODEL and OPENAI_BASE_URL."
    if status == 429:
        return f"The model {name} is over its limit of requests; try again later."
    if status is not None:
        return f"The model {name} failed (status {status})."
    if _is(error, "timeout"):
        return f"The model {name} did not answer in time (DATELINE_MODEL_TIMEOUT)."
    if _is(error, "connect"):
        return f"The connection to the model {name} failed: check OPENAI_BASE_URL and the network."
    if _is(error, "apierror"):
        return f"The model {name} reported an error in the middle of its reply."
    return f"The model {name} sent something that is no reply ({type(error).__name__}): check OPENAI_BASE_URL."


def pause_before_retry(error: Exception, tried: int) -> float | None:
    """Seconds to wait before another try, after `tried` of them; None where another would not help, or not soon.

    A time-out is not tried again: the reader has waited long enough.
    """
    status = _status(error)
    passing = status in _AGAIN or status >= 500 if status is not None else _is(error, "connect")
    if not passing or tried >= _TRIES or _is(error, "timeout"):
        return None
    asked = getattr(getattr(error, "response", None), "headers", {}).get("retry-after")
    pause = _seconds(asked) if asked else 0.5 * 2 ** (tried - 1)
    return pause if pause is not None and 0 <= pause <= _LONGEST_PAUSE else None


def is_refused(error: Exception) -> bool:
    """Whether the service would not take the request as it was put."""
    return _status(error) in (400, 422)


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _is(error: Exception, kind: str) -> bool:
    return any(kind in one.__name__.lower() for one in type(error).__mro__)


def _seconds(asked: str) -> float | None:
    try:
        return float(asked)
    except ValueError:  # a date: not soon
        return None
