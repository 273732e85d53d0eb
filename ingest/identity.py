"""An article's identity: one id for an address, however it was written or shared.

`reader_url` is the address a citation links to; `canonical_url` is the stricter spelling that only
serves to recognise the same article again; `article_id` and `text_id` turn it, or a bare text, into an id.
"""

import hashlib
import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from courlan import normalize_url

ID_DIGITS = 16
MAX_URL = 4000

# Newsrooms' campaign marks that courlan's list of trackers does not know.
CAMPAIGN = frozenset("at_custom cmp cmpid icid intcid ito ncid ocid smid smtyp spm taid ns_mchannel".split())
# Labels that name a device or a delivery, not another site.
DELIVERY = re.compile(r"^(?:www\d?|m|mobile|amp)\.")


def reader_url(url: str) -> str:
    """The address as given, without its fragment, its tracking parameters and any password.

    Raises ValueError when `url` is not an absolute http(s) address.
    """
    parts = _parse(url)
    kept = [field for field in parts.query.split("&") if field and not _tracks(field)]
    host = parts.netloc.rpartition("@")[2].lower()
    return parts._replace(scheme=parts.scheme.lower(), netloc=host, query="&".join(kept), fragment="").geturl()


def canonical_url(url: str) -> str:
    """One spelling for all spellings of an address: https, lower-case host, no default port, no fragment,
    no tracking parameters, the rest of them sorted, no trailing slash. Idempotent.

    An explicit port keeps its scheme, for a port speaks only one. Raises ValueError as `reader_url` does.
    """
    parts = _parse(reader_url(url))
    query = urlencode(sorted(_pairs(parts.query)))
    spelled = urlsplit(normalize_url(parts._replace(query="")))
    scheme = "https" if spelled.port is None else spelled.scheme
    path = re.sub(r"/+", "/", spelled.path).rstrip("/")
    return spelled._replace(scheme=scheme, path=path, query=query).geturl()


def article_id(canonical: str) -> str:
    """The id of the article at a `canonical_url`: 16 hexadecimal digits of its SHA-256."""
    return _short_hash(canonical)


def text_id(text: str, title: str = "") -> str:
    """The id of an article without an address, from its title and text (spacing does not count)."""
    spaced = " ".join(unicodedata.normalize("NFC", f"{title}\n{text}").split())
    return _short_hash(f"text:{spaced}")


def claimed_url(claim: str | None, answered: str | None) -> str | None:
    """The address a page claims for itself (its canonical link), where it may be believed, else None.

    A page that came from `answered` speaks only for its own site, or it could overwrite another
    outlet's article; a saved file (`answered` None) is believed. A claim of the bare front page is a
    fault of many systems, and would make all their articles one.
    """
    if not claim:
        return None
    try:
        address = reader_url(urljoin(answered or "", claim.strip()))
        parts = urlsplit(address)
        if parts.path.strip("/") == "" and not parts.query:
            return None
        return address if answered is None or _same_site(parts, _parse(answered)) else None
    except ValueError:
        return None


def _parse(url: str) -> SplitResult:
    try:
        parts = urlsplit("".join(url.split()))
        usable = parts.scheme.lower() in ("http", "https") and _is_host(parts.hostname or "")
        _ = parts.port  # reading it is what checks it
    except ValueError as error:
        raise ValueError(f"not a web address: {_shown(url)} ({error})") from error
    if not usable or len(url) > MAX_URL:
        raise ValueError(f"not a web address: {_shown(url)} (it must begin with http:// or https:// and a host)")
    return parts


def _is_host(host: str) -> bool:
    if _is_ip(host):
        return True
    return re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.?", host) is not None


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _shown(url: str) -> str:
    return repr(url if len(url) <= 100 else url[:100] + "…")


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _tracks(field: str) -> bool:
    """Whether a query field (`name=value`) only says where the reader came from."""
    name, _, value = field.partition("=")
    if name.lower() in CAMPAIGN:
        return True
    # `?cid=88` and `?gallery=3` name an article on some sites; taking two articles for one is worse than
    # keeping one twice.
    if value.isdecimal() and "_" not in name:
        return False
    # courlan also drops fields without a value (`?12345`), which name an article on some sites.
    probe = urlsplit(normalize_url(f"https://host.example/?{urlencode({name: 'x'})}"))
    return bool(name) and not probe.query


def _same_site(one: SplitResult, other: SplitResult) -> bool:
    if one.port != other.port:
        return False
    first, second = _site(one), _site(other)
    if first == second:
        return True
    if _is_ip(first) or _is_ip(second):
        return False
    return first.endswith("." + second) or second.endswith("." + first)


def _site(parts: SplitResult) -> str:
    return DELIVERY.sub("", (parts.hostname or "").rstrip("."))


def _short_hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]
