"""The guard judges addresses as values; the fetcher talks to real servers on 127.0.0.1, never to another host."""

import gzip
import ipaddress
import json
import os
import random
import shutil
import socket
import ssl
import subprocess
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from fake_web import FakeWeb, serving
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.fetch import Fetcher, connect_tcp
from ingest.guard import Refused, Target, Unresolved, check, why_not_public
from ingest.replies import FetchError

PUBLIC = "93.184.216.34"
METADATA = "169.254.169.254"
HTML = b"<html><body><p>The bridge opened on Tuesday.</p></body></html>"
NAMES = {
    "news.example": [PUBLIC],
    "localhost": ["127.0.0.1", "::1"],
    "ip6-localhost": ["::1"],
    "metadata": [METADATA],
    "metadata.google.internal": [METADATA],
    "rancher-metadata": [METADATA],
    "169.254.169.254.nip.io": [METADATA],
    "two-faced.example": [PUBLIC, "10.0.0.7"],
    "xn--bcher-kva.example": [PUBLIC],
}


def names(host: str, port: int) -> list[str]:
    """A resolver that knows a few names and asks nobody."""
    if host not in NAMES:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return NAMES[host]


def nobody(host: str, port: int) -> list[str]:
    """A resolver for URLs that must be judged without one."""
    raise AssertionError(f"{host} was resolved")


@dataclass
class Recorder:
    """A resolver that answers from a script, and a connector that notes where it was sent and goes to `web`."""

    web: FakeWeb | None = None
    script: list[list[str]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    patience: list[float] = field(default_factory=list)
    dead: frozenset[str] = frozenset()

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return self.script[len(self.resolved) - 1]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((address, port))
        self.patience.append(seconds)
        if address in self.dead or self.web is None:
            raise ConnectionRefusedError(111, "Connection refused")
        return connect_tcp("127.0.0.1", self.web.port, seconds)


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with serving() as web:
        yield web


@pytest.fixture
def fetcher(web: FakeWeb) -> Fetcher:
    return Fetcher(allowed_hosts=frozenset({web.host}), timeout_s=5, max_bytes=100_000)


def failure(fetcher: Fetcher, url: str) -> FetchError:
    """The error of a fetch that must fail, after a look at its message: one clean line."""
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert "Errno" not in message
    return caught.value


# The guard


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example", Target("https", "news.example", 443, "/", (PUBLIC,))),
        ("HTTP://News.Example:8080/a%20b?q=1#top", Target("http", "news.example", 8080, "/a%20b?q=1", (PUBLIC,))),
        ("http://news.example./?x", Target("http", "news.example", 80, "/?x", (PUBLIC,))),
        ("http://news.example:/", Target("http", "news.example", 80, "/", (PUBLIC,))),
        ("https://bücher.example/ü", Target("https", "xn--bcher-kva.example", 443, "/%C3%BC", (PUBLIC,))),
        (f"http://{PUBLIC}/", Target("http", PUBLIC, 80, "/", (PUBLIC,))),
        ("http://[2606:4700::1]:80/", Target("http", "2606:4700::1", 80, "/", ("2606:4700::1",))),
    ],
)
def test_a_public_url_becomes_a_target(url: str, expected: Target) -> None:
    assert check(url, resolve=names) == expected


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("http://news.example/", "news.example"),
        ("http://news.example:8080/", "news.example:8080"),
        ("https://news.example:443/", "news.example"),
        ("https://news.example:80/", "news.example:80"),
        ("http://[2606:4700::1]/", "[2606:4700::1]"),
        ("http://[2606:4700::1]:8080/", "[2606:4700::1]:8080"),
    ],
)
def test_the_host_header_names_the_port_only_where_it_is_unusual(url: str, header: str) -> None:
    target = check(url, resolve=names)
    assert target.host_header == header
    assert target.url == f"{target.scheme}://{header}/"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("gopher://news.example/_x", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("dict://news.example:80/x", "http:// or https://"),
        ("ftp://news.example/a.html", "http:// or https://"),
        ("jar:http://news.example!/", "http:// or https://"),
        ("//news.example/", "http:// or https://"),
        ("http:/news.example/", "http:// or https://"),
        ("http:news.example", "http:// or https://"),
        ("news.example", "http:// or https://"),
        ("", "http:// or https://"),
        ("http://", "host name"),
        ("http:///path", "host name"),
        ("http://:80/", "host name"),
        ("http://editor:secret@news.example/", "user name or password"),
        ("http://editor@news.example/", "user name or password"),
        ("http://@news.example/", "user name or password"),
        ("http://127.1.1.1:80\\@127.2.2.2:80/", "backslash"),
        ("http://127.1.1.1:80\\@@127.2.2.2:80/", "backslash"),
        ("http://127.1.1.1:80:\\@@127.2.2.2:80/", "backslash"),
        ("http://news.example:80#\\@127.2.2.2:80/", "backslash"),
        ("http://news.example:80:@127.2.2.2/", "user name or password"),
        ("http://news.example:80:80/", "optional port"),
        ("http://news.example /", "space"),
        (" http://news.example/", "space"),
        ("http://news.example/a b", "space"),
        ("http://news.example/a\r\nHost: 127.0.0.1", "space"),
        ("http://news.example/\t", "space"),
        ("http://news.example/\x00", "invisible"),
        ("http://news.ex\u00adample/", "invisible"),
        ("http://news.ex\u200bample/", "invisible"),
        ("http://news.example/\u202e", "invisible"),
        ("http://news.example/\u00a0", "space"),
        ("http://127.0.0.1!/", "host name"),
        ("http://127.0.0.1%2f@news.example/", "user name or password"),
        ("http://127.0.0.1%00.news.example/", "host name"),
        ("http://news..example/", "host name"),
        ("http://news.example../", "host name"),
        ("http://.news.example/", "host name"),
        ("http://-news.example/", "host name"),
        (f"http://{'n' * 64}.example/", "host name"),
        (f"http://{'n.' * 127}example/", "host name"),
        (f"http://{'ü' * 300}.example/", "host name"),
        ("http://ü-.example/", "international host name"),
        ("http://☃\u0338.example/", "international host name"),
        ("http://news.example:0/", "no port 0"),
        ("http://news.example:65536/", "no port 65536"),
        ("http://news.example:808080/", "optional port"),
        ("http://news.example:eighty/", "optional port"),
        ("http://news.example:٨٠/", "optional port"),
        ("http://news.example:-80/", "optional port"),
        ("http://news.example:25/", "Port 25"),
        ("http://news.example:6379/", "Port 6379"),
        ("http://news.example:22/", "Port 22"),
        ("http://127.1/", "four decimal numbers"),
        ("http://127.0.1/", "four decimal numbers"),
        ("http://0/", "four decimal numbers"),
        ("http://2130706433/", "four decimal numbers"),
        ("http://0x7f000001/", "four decimal numbers"),
        ("http://0X7F.0.0.1/", "four decimal numbers"),
        ("http://127.0.0.0x1/", "four decimal numbers"),
        ("http://127.0.0.0x/", "four decimal numbers"),
        ("http://017700000001/", "four decimal numbers"),
        ("http://0177.0.0.1/", "four decimal numbers"),
        ("http://127.0.0.01/", "four decimal numbers"),
        ("http://127.0.0.1.1/", "four decimal numbers"),
        ("http://127.0.0.256/", "four decimal numbers"),
        ("http://127.1./", "four decimal numbers"),
        ("http://127.0.0.1/", "this machine"),
        ("http://127.0.0.1./", "this machine"),
        ("http://127.127.127.127/", "this machine"),
        ("http://①②⑦.⓪.⓪.①/", "this machine"),
        ("http://127。0。0。1/", "this machine"),
        ("http://0.0.0.0/", "unspecified"),
        ("http://[::]/", "unspecified"),
        ("http://[::1]/", "this machine"),
        ("http://[0:0:0:0:0:0:0:1]/", "this machine"),
        ("http://[::ffff:127.0.0.1]/", "this machine"),
        ("http://[::ffff:7f00:1]/", "this machine"),
        ("http://[::127.0.0.1]/", "this machine"),
        ("http://[::ffff:a9fe:a9fe]/", "metadata"),
        ("http://[64:ff9b::a9fe:a9fe]/", "metadata"),
        ("http://[2002:a9fe:a9fe::]/", "metadata"),
        ("http://[fd00:ec2::254]/", "metadata"),
        ("http://169.254.169.254/latest/", "metadata"),
        ("http://100.100.100.200/", "metadata"),
        ("http://192.0.0.192/", "metadata"),
        ("http://168.63.129.16/", "metadata"),
        ("http://[fe80::1%25eth0]/", "IPv6"),
        ("http://[fe80::1%eth0]/", "IPv6"),
        ("http://[v1.abc]/", "IPv6"),
        ("http://[]/", "IPv6"),
        ("http://[127.0.0.1]/", "IPv6"),
        ("http://[::1/", "optional port"),
        ("http://[::1]x/", "optional port"),
    ],
)
def test_urls_that_are_refused_without_asking_for_a_name(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(url, resolve=nobody)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://localhost/", "this machine"),
        ("http://LOCALHOST./", "this machine"),
        ("http://localhost:8080/", "this machine"),
        ("http://ip6-localhost/", "this machine"),
        ("http://metadata/computeMetadata/v1/", "metadata"),
        ("http://metadata.google.internal/", "metadata"),
        ("http://rancher-metadata/", "metadata"),
        ("http://169.254.169.254.nip.io/", "metadata"),
        ("http://two-faced.example/", "10.0.0.7"),
    ],
)
def test_names_of_addresses_that_are_not_public_are_refused(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(url, resolve=names)


def test_a_name_without_an_address_is_unresolved() -> None:
    with pytest.raises(Unresolved, match=r"missing\.example"):
        check("http://missing.example/", resolve=names)
    with pytest.raises(Unresolved, match=r"news\.example"):
        check("http://news.example/", resolve=lambda host, port: [])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("1.1.1.1", True),
        ("0.1.2.3", False),
        ("10.255.0.1", False),
        ("100.63.255.255", True),
        ("100.64.0.0", False),
        ("100.127.255.255", False),
        ("100.128.0.0", True),
        ("169.254.0.1", False),
        ("172.15.255.255", True),
        ("172.16.0.0", False),
        ("172.31.255.255", False),
        ("172.32.0.0", True),
        ("192.0.0.9", False),
        ("192.0.2.1", False),
        ("192.88.99.1", False),
        ("192.168.1.1", False),
        ("198.17.255.255", True),
        ("198.18.0.0", False),
        ("198.19.255.255", False),
        ("198.51.100.1", False),
        ("203.0.113.1", False),
        ("224.0.0.1", False),
        ("239.255.255.255", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("2606:4700::1", True),
        ("2a00:1450::1", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
        ("::ffff:100.64.0.1", False),
        ("::8.8.8.8", True),
        ("::192.168.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b:1::8.8.8.8", False),
        ("2002:808:808::1", True),
        ("2002:a00:1::1", False),
        ("2002:7f00:1::1", False),
        # Teredo: the server's address, and the client's with every bit turned over.
        ("2001:0:808:808:0:0:f7f7:f7f7", True),
        ("2001:0:808:808:0:0:80ff:fffe", False),
        ("2001:0:a00:1:0:0:f7f7:f7f7", False),
        ("2001:2::1", False),
        ("2001:1::1", False),
        ("2001:20::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("100::1", False),
        ("fc00::1", False),
        ("fd20:ce::254", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("4000::1", False),
        ("::ffff:0:127.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert (why_not_public(ipaddress.ip_address(address)) is None) is public


SPECIAL = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"]
SPECIAL += ["192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"]
ipv4 = st.one_of(st.ip_addresses(v=4), *(st.ip_addresses(network=network) for network in SPECIAL))
NOTATIONS: list[Callable[[int], str]] = [
    lambda n: str(ipaddress.IPv4Address(n)),
    lambda n: f"{ipaddress.IPv4Address(n)}.",
    lambda n: str(n),
    hex,
    lambda n: f"0{n:o}",
    lambda n: ".".join(f"0{part:o}" for part in n.to_bytes(4)),
    lambda n: ".".join(hex(part) for part in n.to_bytes(4)),
    lambda n: ".".join(f"{part:03}" for part in n.to_bytes(4)),
    lambda n: f"{n >> 24}.{n & 0xFFFFFF}",
    lambda n: f"{n >> 24}.{n >> 16 & 255}.{n & 0xFFFF}",
    lambda n: "。".join(map(str, n.to_bytes(4))),
    lambda n: str(ipaddress.IPv4Address(n)).translate({ord("0") + d: 0xFF10 + d for d in range(10)}),
    lambda n: f"[::ffff:{ipaddress.IPv4Address(n)}]",
    lambda n: f"[::ffff:{n >> 16:x}:{n & 0xFFFF:x}]",
    lambda n: f"[0:0:0:0:0:ffff:{n >> 16:x}:{n & 0xFFFF:x}]",
    lambda n: f"[::{ipaddress.IPv4Address(n)}]",
    lambda n: f"[64:ff9b::{ipaddress.IPv4Address(n)}]",
    lambda n: f"[2002:{n >> 16:x}:{n & 0xFFFF:x}::1]",
    lambda n: f"[2001:0:{n >> 16:x}:{n & 0xFFFF:x}::f7f7:f7f7]",
    lambda n: f"[2001:0:808:808::{~n >> 16 & 0xFFFF:x}:{~n & 0xFFFF:x}]",
]


@given(address=ipv4, notation=st.sampled_from(NOTATIONS))
@example(address=ipaddress.IPv4Address(METADATA), notation=hex)
@example(address=ipaddress.IPv4Address("127.0.0.1"), notation=NOTATIONS[-1])
def test_an_ipv4_literal_is_accepted_only_if_public_however_it_is_written(
    address: ipaddress.IPv4Address, notation: Callable[[int], str]
) -> None:
    try:
        target = check(f"http://{notation(int(address))}/", resolve=nobody)
    except Refused:
        return
    assert why_not_public(address) is None
    assert address.is_global
    assert not address.is_multicast
    assert target.addresses == (target.host,)


@given(address=ipv4)
def test_a_public_ipv4_address_in_its_usual_notation_is_accepted(address: ipaddress.IPv4Address) -> None:
    if why_not_public(address) is None:
        assert check(f"http://{address}/", resolve=nobody).addresses == (str(address),)
    else:
        with pytest.raises(Refused, match=r"not a public address"):
            check(f"http://{address}/", resolve=nobody)


CARRIERS = [ipaddress.IPv6Network(net) for net in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "2001::/32", "2002::/16")]
PREFIXES = ["::/64", "::/96", "64:ff9b::/32", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10"]
ipv6 = st.one_of(st.ip_addresses(v=6), *(st.ip_addresses(network=network) for network in PREFIXES))


@given(address=ipv6, exploded=st.booleans(), upper=st.booleans())
def test_an_ipv6_literal_is_accepted_only_if_public_however_it_is_written(
    address: ipaddress.IPv6Address, exploded: bool, upper: bool
) -> None:
    text = address.exploded if exploded else address.compressed
    try:
        target = check(f"http://[{text.upper() if upper else text}]/", resolve=nobody)
    except Refused:
        assert why_not_public(address) is not None
        return
    assert why_not_public(address) is None
    assert address.is_global or any(address in carrier for carrier in CARRIERS)
    assert not address.is_multicast
    assert [ipaddress.ip_address(found) for found in target.addresses] == [address]


@pytest.mark.parametrize(
    ("allowed", "url", "passes"),
    [
        ("127.0.0.1", "http://127.0.0.1:9999/", True),
        ("127.0.0.1:9999", "http://127.0.0.1:9999/", True),
        ("127.0.0.1:9999", "http://127.0.0.1:9998/", False),
        ("127.0.0.1:9999", "http://127.0.0.1/", False),
        ("127.0.0.1:80", "http://127.0.0.1/", True),
        ("127.0.0.1:443", "https://127.0.0.1/", True),
        ("LocalHost", "http://localhost:5000/", True),
        ("localhost", "http://metadata/", False),
        ("example", "http://two-faced.example/", False),
        ("[::1]:8000", "http://[::1]:8000/", True),
        ("::1", "http://[0::1]:8000/", True),
        ("127.0.0.1", "http://2130706433/", False),
        ("127.0.0.1", "ftp://127.0.0.1/", False),
        ("127.0.0.1", "http://u:p@127.0.0.1/", False),
    ],
)
def test_an_allowed_host_may_be_internal_but_nothing_else_may(allowed: str, url: str, passes: bool) -> None:
    if passes:
        assert check(url, frozenset({allowed}), names).addresses
    else:
        with pytest.raises(Refused):
            check(url, frozenset({allowed}), names)


def test_the_known_attack_urls_are_refused() -> None:
    folder = os.environ.get("NEWS_DEV_DATA")
    if not folder:
        pytest.skip("NEWS_DEV_DATA does not name a folder with ssrf/urls.jsonl")
    lines = Path(folder, "ssrf", "urls.jsonl").read_text("utf-8").splitlines()
    urls = [json.loads(line)["url"] for line in lines]
    assert urls
    for url in urls:
        with pytest.raises(Refused) as caught:
            check(url, resolve=names)
        # A name that this test's resolver does not know would prove nothing about the guard.
        assert caught.type is not Unresolved, url


# The fetcher


def test_a_page_comes_with_its_address_type_and_time(web: FakeWeb, fetcher: Fetcher) -> None:
    url = web.page("/story?id=7", HTML, Content_Type="text/html; charset=utf-8")
    page = fetcher.fetch(f"{url}#top")
    assert page.source == f"{url}#top"
    assert page.url == url
    assert page.content == HTML
    assert page.content_type == "text/html; charset=utf-8"
    assert page.fetched.tzinfo is UTC
    assert timedelta(0) <= datetime.now(UTC) - page.fetched < timedelta(seconds=30)


def test_requests_name_the_host_and_say_who_asks(web: FakeWeb) -> None:
    web.page("/", HTML)
    edges = Recorder(web, script=[[PUBLIC]])
    Fetcher(resolve=edges.resolve, connect=edges.connect).fetch("http://News.example:8080/")
    (asked,) = web.asked
    assert asked.headers.get_all("Host") == ["news.example:8080"]
    agent = f"Dateline/{version('dateline')} (a news archive that answers questions)"
    assert asked.headers.get_all("User-Agent") == [agent]
    assert asked.headers["Accept-Encoding"] == "gzip"


def test_proxies_of_the_environment_are_ignored(
    web: FakeWeb, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher.fetch(web.page("/", HTML)).content == HTML


@pytest.mark.parametrize("kept", [0, 5, 0.3, 0.9])
def test_a_packed_page_that_breaks_off_is_not_taken_for_a_page(web: FakeWeb, fetcher: Fetcher, kept: float) -> None:
    packed = gzip.compress(bytes(random.Random(1).randbytes(40_000)))
    part = packed[: int(kept * len(packed)) if kept < 1 else int(kept)]
    assert "broke off" in str(failure(fetcher, web.page("/", part, Content_Encoding="gzip")))


def test_a_packed_page_may_have_several_members_and_something_behind_them(web: FakeWeb, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"<html>") + gzip.compress(b"</html>") + b"garbage"
    assert fetcher.fetch(web.page("/", packed, Content_Encoding="gzip")).content == b"<html></html>"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_gzip_is_decoded(web: FakeWeb, fetcher: Fetcher, encoding: str) -> None:
    url = web.page("/", gzip.compress(HTML), Content_Encoding=encoding)
    assert fetcher.fetch(url).content == HTML


def test_a_chunked_page_is_put_together(web: FakeWeb, fetcher: Fetcher) -> None:
    body = b"6\r\n<html>\r\n7\r\n</html>\r\n0\r\n\r\n"
    url = web.page("/", body, length=False, Transfer_Encoding="chunked")
    assert fetcher.fetch(url).content == b"<html></html>"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n<html>",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
    ],
)
def test_half_a_page_or_no_http_is_a_transient_failure(web: FakeWeb, fetcher: Fetcher, answer: bytes) -> None:
    error = failure(fetcher, web.raw("/", answer))
    assert "did not speak HTTP correctly" in str(error)
    assert not error.permanent


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(web: FakeWeb, fetcher: Fetcher, status: int) -> None:
    start = web.page("/a/start", status=status, Location="../b/next?x=1")
    web.page("/b/next?x=1", status=302, Location=web.url("/end#part"))
    end = web.page("/end", HTML)
    page = fetcher.fetch(start)
    assert (page.source, page.url, page.content) == (start, end, HTML)
    assert [asked.path for asked in web.asked] == ["/a/start", "/b/next?x=1", "/end"]


def test_a_redirect_may_have_letters_beyond_ascii(web: FakeWeb, fetcher: Fetcher) -> None:
    web.page("/%C3%BCber", HTML)
    raw = "HTTP/1.1 302 Found\r\nLocation: /über\r\n\r\n".encode()
    assert fetcher.fetch(web.raw("/", raw)).url == web.url("/%C3%BCber")


def test_a_redirect_to_a_private_address_is_not_followed(web: FakeWeb, fetcher: Fetcher) -> None:
    with serving() as secret:
        start = web.page("/", status=302, Location=secret.page("/keys", HTML))
        error = failure(fetcher, start)
        assert secret.asked == []
    assert error.permanent
    assert "redirect of 127.0.0.1 is not followed" in str(error)


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/", "//10.0.0.1/", "file:///etc/passwd", "/a\tb", "http://[::1", "\\\\10.0.0.1\\a"]
)
def test_redirects_pass_the_guard(web: FakeWeb, fetcher: Fetcher, location: str) -> None:
    error = failure(fetcher, web.page("/", status=302, Location=location))
    assert "redirect of 127.0.0.1 is not followed" in str(error)
    assert error.permanent
    assert len(web.asked) == 1


def test_redirects_in_a_circle_and_without_end_stop(web: FakeWeb, fetcher: Fetcher) -> None:
    web.page("/a", status=302, Location="/b")
    web.page("/b", status=302, Location="/a")
    assert "circle" in str(failure(fetcher, web.url("/a")))
    assert len(web.asked) == 2
    for step in range(9):
        web.page(f"/{step}", status=302, Location=f"/{step + 1}")
    assert "more than 5 redirects" in str(failure(fetcher, web.url("/0")))
    assert len(web.asked) == 2 + 6
    assert fetcher.fetch(web.page("/5", HTML).replace("/5", "/0")).content == HTML


def test_a_redirect_without_an_address_is_no_page(web: FakeWeb, fetcher: Fetcher) -> None:
    assert failure(fetcher, web.page("/", status=302)).permanent


def test_each_hop_is_resolved_once_and_reached_at_the_address_that_was_checked(web: FakeWeb) -> None:
    web.page("/", status=302, Location="http://other.example/next")
    web.page("/next", HTML)
    edges = Recorder(web, script=[["93.184.216.34"], ["2606:4700::1"], ["127.0.0.1"]])
    page = Fetcher(resolve=edges.resolve, connect=edges.connect).fetch("http://news.example/")
    assert page.content == HTML
    assert edges.resolved == ["news.example", "other.example"]
    assert edges.connected == [("93.184.216.34", 80), ("2606:4700::1", 80)]


def test_a_name_that_turns_private_between_hops_is_refused(web: FakeWeb) -> None:
    web.page("/", status=302, Location="/next")
    edges = Recorder(web, script=[[PUBLIC], ["127.0.0.1"]])
    error = failure(Fetcher(resolve=edges.resolve, connect=edges.connect), "http://news.example/")
    assert "this machine" in str(error)
    assert edges.connected == [(PUBLIC, 80)]
    assert [asked.path for asked in web.asked] == ["/"]


def test_the_next_address_is_tried_when_one_does_not_connect(web: FakeWeb) -> None:
    web.page("/", HTML)
    edges = Recorder(web, script=[["2606:4700::1", PUBLIC]], dead=frozenset({"2606:4700::1"}))
    fetcher = Fetcher(resolve=edges.resolve, connect=edges.connect, timeout_s=6)
    assert fetcher.fetch("http://news.example/").content == HTML
    assert edges.connected == [("2606:4700::1", 80), (PUBLIC, 80)]
    assert edges.patience[0] <= 3 < edges.patience[1] <= 6


def test_a_refused_connection_is_transient() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    error = failure(Fetcher(frozenset({"127.0.0.1"})), f"http://127.0.0.1:{port}/")
    assert f"127.0.0.1:{port} cannot be reached (Connection refused)" in str(error)
    assert not error.permanent


def test_a_name_that_does_not_resolve_is_transient_and_a_refused_one_is_not() -> None:
    fetcher = Fetcher(resolve=names)
    error = failure(fetcher, "http://missing.example/")
    assert "missing.example" in str(error)
    assert not error.permanent
    assert failure(fetcher, "http://localhost/").permanent


@pytest.mark.parametrize(
    ("status", "words", "permanent"),
    [
        (401, "login", True),
        (403, "does not let Dateline", True),
        (404, "no page", True),
        (410, "taken down", True),
        (451, "legal", True),
        (400, "not a page", True),
        (204, "not a page", True),
        (206, "not a page", True),
        (300, "not a page", True),
        (304, "not a page", True),
        (408, "later", False),
        (429, "fewer requests", False),
        (500, "later", False),
        (503, "later", False),
    ],
)
def test_only_200_is_a_page(web: FakeWeb, fetcher: Fetcher, status: int, words: str, permanent: bool) -> None:
    error = failure(fetcher, web.page("/", HTML, status=status))
    assert str(status) in str(error)
    assert words in str(error)
    assert error.permanent is permanent


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "text/html",
        "TEXT/HTML;charset=x",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "text/xml",
        "application/rss+xml",
        "application/x-ndjson",
        "application/jsonl",
    ],
)
def test_text_is_accepted(web: FakeWeb, fetcher: Fetcher, kind: str | None) -> None:
    page = fetcher.fetch(web.page("/", HTML, Content_Type=kind))
    assert (page.content, page.content_type) == (HTML, kind)


@pytest.mark.parametrize(
    "kind", ["image/png", "image/svg+xml", "application/pdf", "application/zip", "video/mp4", "text/css", "x"]
)
def test_what_is_not_text_is_refused_by_its_type(web: FakeWeb, fetcher: Fetcher, kind: str) -> None:
    error = failure(fetcher, web.page("/", HTML, Content_Type=kind))
    assert kind in str(error)
    assert error.permanent


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_a_compression_that_was_not_asked_for_is_refused(web: FakeWeb, fetcher: Fetcher, encoding: str) -> None:
    error = failure(fetcher, web.page("/", HTML, Content_Encoding=encoding))
    assert encoding in str(error)
    assert error.permanent


@pytest.mark.parametrize("length", [True, False])
def test_the_size_limit_is_exact(web: FakeWeb, fetcher: Fetcher, length: bool) -> None:
    fits = web.page("/fits", b"x" * 100_000, length=length)
    assert len(fetcher.fetch(fits).content) == 100_000
    error = failure(fetcher, web.page("/large", b"x" * 100_001, length=length))
    assert "larger than 100,000 bytes" in str(error)
    assert error.permanent


def test_a_declared_size_above_the_limit_stops_before_the_body(web: FakeWeb, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100001\r\n\r\n"
    url = web.drip("/", head, b"x")
    begun = time.monotonic()
    assert "larger than" in str(failure(fetcher, url))
    assert time.monotonic() - begun < 2


def test_a_page_without_an_end_stops_at_the_size_limit(web: FakeWeb, fetcher: Fetcher) -> None:
    url = web.drip("/", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 60_000)
    assert "larger than" in str(failure(fetcher, url))


def test_a_gzip_bomb_stops_at_the_limit_and_never_fills_the_memory(web: FakeWeb, fetcher: Fetcher) -> None:
    url = web.page("/", gzip.compress(gzip.compress(bytes(50_000_000))), Content_Encoding="gzip")
    assert len(fetcher.fetch(url).content) < 100_000
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 100_000
    url = web.page("/bomb", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        error = failure(fetcher, url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "larger than" in str(error)
    assert peak < 5_000_000


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (HEAD + b"\r\n<p>", b"x"),
        (HEAD + b"Content-Length: 5000\r\n\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
        (b"", b"H"),
        (HEAD + b"X-Slow: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
        (HEAD + b"\r\n", b""),
    ],
)
def test_the_time_limit_holds_against_a_server_that_drips(web: FakeWeb, first: bytes, drop: bytes) -> None:
    fetcher = Fetcher(frozenset({web.host}), timeout_s=0.25)
    begun = time.monotonic()
    error = failure(fetcher, web.drip("/", first, drop))
    assert 0.2 < time.monotonic() - begun < 3
    assert "within 0.25 seconds" in str(error)
    assert not error.permanent


def test_the_time_limit_is_for_all_hops_together(web: FakeWeb) -> None:
    def slowly(step: int) -> None:
        head = f"HTTP/1.1 302 Found\r\nLocation: /{step + 1}\r\n\r\n".encode()

        def answer(send: Callable[[bytes], None]) -> None:
            web.closing.wait(0.3)
            send(head)

        web.answers[f"/{step}"] = answer

    for step in range(9):
        slowly(step)
    error = failure(Fetcher(frozenset({web.host}), timeout_s=0.5), web.url("/0"))
    assert "within 0.5 seconds" in str(error)
    assert len(web.asked) <= 2


# https


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for news.example with its key in the same file, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl command to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example"]
    options += ["-addext", "subjectAltName=DNS:news.example", "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run([openssl, "req", *options], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(str(path) + ".crt").read_text())
    return path


@pytest.fixture
def secure_web(certificate: Path) -> Iterator[FakeWeb]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as web:
        yield web


def trusting(certificate: Path, edges: Recorder, timeout_s: float = 5) -> Fetcher:
    tls = ssl.create_default_context(cafile=str(certificate))
    return Fetcher(resolve=edges.resolve, connect=edges.connect, tls=tls, timeout_s=timeout_s)


def test_https_is_checked_against_the_name_and_reached_at_the_address(secure_web: FakeWeb, certificate: Path) -> None:
    secure_web.page("/", HTML)
    edges = Recorder(secure_web, script=[[PUBLIC]])
    assert trusting(certificate, edges).fetch("https://news.example/").content == HTML
    assert edges.connected == [(PUBLIC, 443)]
    assert secure_web.asked[0].headers["Host"] == "news.example"


def test_a_certificate_of_another_name_or_an_unknown_one_is_refused(secure_web: FakeWeb, certificate: Path) -> None:
    secure_web.page("/", HTML)
    error = failure(trusting(certificate, Recorder(secure_web, script=[[PUBLIC]])), "https://other.example/")
    assert "valid certificate" in str(error)
    assert error.permanent
    edges = Recorder(secure_web, script=[[PUBLIC]])
    error = failure(Fetcher(resolve=edges.resolve, connect=edges.connect), "https://news.example/")
    assert "valid certificate" in str(error)
    assert secure_web.asked == []


def test_https_does_not_fall_back_to_http(secure_web: FakeWeb, certificate: Path) -> None:
    secure_web.page("/", status=301, Location="http://news.example/")
    edges = Recorder(secure_web, script=[[PUBLIC], [PUBLIC]])
    error = failure(trusting(certificate, edges), "https://news.example/")
    assert "from https to http" in str(error)
    assert edges.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize(("first", "drop"), [(HEAD + b"\r\n", b"x"), (HEAD, b"x")])
def test_the_time_limit_holds_over_https(secure_web: FakeWeb, certificate: Path, first: bytes, drop: bytes) -> None:
    secure_web.drip("/", first, drop)
    fetcher = trusting(certificate, Recorder(secure_web, script=[[PUBLIC]]), timeout_s=0.25)
    begun = time.monotonic()
    assert "within 0.25 seconds" in str(failure(fetcher, "https://news.example/"))
    assert time.monotonic() - begun < 3


def test_the_time_limit_holds_for_the_handshake(certificate: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        edges = Recorder(FakeWeb(port=silent.getsockname()[1]), script=[[PUBLIC]])
        begun = time.monotonic()
        assert "within 0.25 seconds" in str(
            failure(trusting(certificate, edges, timeout_s=0.25), "https://news.example/")
        )
        assert time.monotonic() - begun < 3
