"""Unpacks gzip as it arrives: bounded at every step, and able to tell a whole page from one that broke off."""

import zlib
from contextlib import suppress

_GZIP = 31  # zlib's number for a gzip header with the largest window


class Gunzip:
    """One body, which may be made of several members; what stands behind the last one is ignored."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)

    def unpack(self, piece: bytes, most: int) -> bytes:
        """The next unpacked bytes, at most `most` of them; raises `zlib.error` for what is no gzip."""
        unpacked = self._member.decompress(piece, most)
        with suppress(zlib.error):
            while self._member.eof and self._member.unused_data and len(unpacked) < most:
                following = zlib.decompressobj(_GZIP)
                unpacked += following.decompress(self._member.unused_data, most - len(unpacked))
                self._member = following
        return unpacked

    @property
    def whole(self) -> bool:
        """Whether the last member has come to its end."""
        return self._member.eof
