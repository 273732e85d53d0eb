"""Bytes from anywhere become text, or a plain word for what they are instead.

Valid UTF-8 is believed before any declaration, since no other encoding looks like it by chance; then come
the page's and the server's declarations, then a guess.
"""

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or video file"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
)
MEDIA = re.compile(r"\s*(?:(image|audio|video|font)/|application/(pdf|zip|octet-stream|msword|vnd\.))", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
# The encodings a page may name; Python's codecs also hold compressors and escapes.
TEXT = re.compile(r"utf-8|iso8859|iso2022|cp\d|ascii|gb|big5|euc|shift|koi8|mac|hz$|tis|johab|latin", re.IGNORECASE)
# Encodings whose bytes are also valid ASCII, so that UTF-8 would not notice them.
DISGUISED = ("iso2022_jp", "iso2022_kr", "hz")
# What browsers read for these labels (WHATWG Encoding Standard).
AS_BROWSERS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}
PRESCAN = 4096


def not_text(content: bytes, content_type: str | None) -> str | None:
    """What the bytes are when they are not text ("a PDF file"), else None."""
    for magic, name in MAGIC:
        if content.startswith(magic):
            return name
    head = content[:PRESCAN]
    if _wide(head) or any(head.startswith(bom) for bom, _ in BOMS):
        return None
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    if controls > len(head) // 50:
        return "binary data"
    declared = MEDIA.match(content_type or "")
    if declared and b"<" not in head:
        return f"{(declared[1] or declared[2]).lower()} data, as its server says"
    return None


def decode(content: bytes, content_type: str | None) -> str:
    """The text of a page; bytes that no encoding explains become U+FFFD. Never raises."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return content.decode(encoding, "replace")
    wide = _wide(content[:PRESCAN])
    if wide:
        return content.decode(wide, "replace")
    declared = _declared(content, content_type)
    disguised = [encoding for encoding in declared if encoding in DISGUISED]
    for encoding in [*disguised, "utf-8"]:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    others = [encoding for encoding in declared if encoding != "utf-8"]  # which it is not, as was just tried
    return content.decode(_repairable(content) or (others or [_guess(content)])[0], "replace")


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: markup has a zero at every second byte, and nowhere else."""
    even, odd, half = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if half < 8 or min(even, odd) > half * 0.1 or max(even, odd) < half * 0.6:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _repairable(content: bytes) -> str | None:
    """UTF-8 that was cut off or damaged in a place or two is still UTF-8."""
    accented = sum(map(len, re.findall(rb"[\x80-\xff]+", content)))
    return "utf-8" if content.decode("utf-8", "replace").count("\ufffd") * 20 < accented else None


def _declared(content: bytes, content_type: str | None) -> list[str]:
    head = content[:PRESCAN].replace(b"\0", b"").decode("latin-1")
    labels = [match for source in (content_type or "", head) for match in CHARSET.findall(source)]
    found = []
    for label in (one or other for one, other in labels):
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if TEXT.match(name):
            found.append(AS_BROWSERS.get(name, name))
    return found


def _guess(content: bytes) -> str:
    """windows-1252, unless accented bytes stand in runs: then the script is not Latin."""
    runs = re.findall(rb"[\x80-\xff]+", content)
    if sum(map(len, runs)) <= 2 * len(runs):
        return "cp1252"
    from trafilatura.utils import detect_encoding  # slow to import, and seldom needed

    guesses = detect_encoding(content)
    return guesses[0] if guesses else "cp1252"
