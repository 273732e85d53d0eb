"""The fetch guard: which addresses Dateline connects to.

`fetch` asks it before every request, redirects included. It reads a URL strictly, resolves the name once and
hands back the very IP addresses it checked, so that the host that was judged is the host that is reached.
Without it, an address in a list or a redirect could make Dateline read the newsroom's own machines.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urljoin

import idna

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], list[str]]
"""Host and port to IP addresses, best first; raises OSError where the name is not found."""

DEFAULT_PORTS = {"http": 80, "https": 443}
PUBLIC_PORTS = frozenset({80, 443, 8080, 8443})

_URL = re.compile(r"(?P<scheme>[^:/?#]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?")
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{0,5}))?")
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# A last label like this is what the C library (and browsers) read as part of an IPv4 address.
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_KEPT_IN_PATH = "%/:@!$&'()*+,;=~?|[]^"


class Refused(ValueError):  # noqa: N818 - it reads as what happened to the URL
    """A URL that is not fetched; the message is one sentence that says why."""


class Unresolved(Refused):
    """A name that no address was found for: perhaps only now, unlike the other refusals."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked URL.

    `host` is the name (ASCII; an IPv6 literal without brackets), `path` has its query, `addresses` are the IP
    addresses to connect to, best first, at least one.
    """

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def host_header(self) -> str:
        """The value of the Host header: the host, and the port where it is not the scheme's own."""
        host = _bracketed(self.host)
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL as it is requested, without a fragment."""
        return f"{self.scheme}://{self.host_header}{self.path}"


def resolve_name(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives, in its order, each once; raises OSError where none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, allowed_hosts: frozenset[str] = frozenset(), resolve: Resolver = resolve_name) -> Target:
    """What to connect to for a URL; `resolve` is called once for a name and never for a literal address.

    A host in `allowed_hosts` (`host` for every port, or `host:port`) may have any address and port.
    Raises `Refused`, or `Unresolved` where the name has no address.
    """
    require_plain(url)
    scheme, authority, path = _split(url)
    host, port = _host_and_port(scheme, authority)
    allowed = _is_allowed(host, port, allowed_hosts)
    if not allowed and port not in PUBLIC_PORTS:
        usual = ", ".join(map(str, sorted(PUBLIC_PORTS)))
        raise Refused(
            f"Port {port} is not fetched from: web pages are served on {usual};"
            " for another, name host:port in DATELINE_FETCH_HOSTS."
        )
    addresses = _addresses(host, port, resolve)
    if not allowed:
        _require_public(host, addresses)
    return Target(scheme, host, port, path, tuple(map(str, addresses)))


def require_plain(url: str) -> None:
    """Raise `Refused` for what programs read differently: white space, control characters, backslashes."""
    if not url.isprintable() or " " in url or "\\" in url:
        raise Refused(f"The address {url!r} has a space, a backslash or an invisible character in it.")


def join(url: str, location: str) -> str:
    """Where a redirect leads, as a URL still to be checked; raises `Refused` where that cannot be read."""
    # urljoin drops tabs and line breaks silently, so that they would not be seen later.
    require_plain(location)
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Refused(f"{location!r} is not a valid address.") from error


def why_not_public(address: Address) -> str | None:
    """What keeps an address from being a public web server's, in words; None for a public one.

    The blocks are those of the IANA special-purpose registries, and the fixed addresses of cloud metadata
    services. An IPv6 address that carries IPv4 addresses is as public as the least public of these.
    """
    for network, kind in _NOT_PUBLIC:
        if address.version == network.version and address in network:
            return kind
    if isinstance(address, IPv4Address):
        return None if address.is_global else "reserved"
    carried = _carried_ipv4(address)
    if carried:
        return next(filter(None, map(why_not_public, carried)), None)
    ordinary = address in _GLOBAL_UNICAST and address not in _PROTOCOL_ASSIGNMENTS and address.is_global
    return None if ordinary else "reserved"


def _split(url: str) -> tuple[str, str, str]:
    """Scheme, authority and path with query; the fragment is dropped, for it is never sent."""
    match = _URL.fullmatch(url)
    scheme = match["scheme"].lower() if match else ""
    if match is None or scheme not in DEFAULT_PORTS:
        raise Refused(f"{url!r} is not a web address: it must start with http:// or https://.")
    path = quote((match["path"] or "/") + (match["query"] or ""), safe=_KEPT_IN_PATH)
    return scheme, match["authority"], path


def _host_and_port(scheme: str, authority: str) -> tuple[str, int]:
    if "@" in authority:
        raise Refused("The address has a user name or password in it: leave it out.")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise Refused(f"{authority!r} is not a host with an optional port.")
    port = int(match["port"]) if match["port"] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise Refused(f"There is no port {port}.")
    return _host(match["host"]), port


def _host(text: str) -> str:
    """The host in the one notation that is used from here on.

    Raises `Refused` for any other than a valid name, four decimal numbers or a bracketed IPv6 address.
    """
    if text.startswith("["):
        return _ipv6(text[1:-1])
    name = _ascii_name(text)
    if _ENDS_IN_NUMBER.fullmatch(name):
        return _ipv4(name)
    return name


def _ipv6(text: str) -> str:
    try:
        if "%" in text:
            raise ValueError("a zone is of this machine only")
        return str(IPv6Address(text))
    except ValueError as error:
        raise Refused(f"'[{text}]' is not a valid IPv6 address.") from error


def _ipv4(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except ValueError as error:
        raise Refused(f"{text!r} is not an IPv4 address written as four decimal numbers.") from error


def _ascii_name(text: str) -> str:
    """A valid host name in lower case, international ones in their ASCII form, without the root's dot."""
    name = text
    try:
        if not name.isascii() and len(name) <= 253:
            name = idna.encode(name, uts46=True, std3_rules=True).decode("ascii")
    except idna.IDNAError as error:
        raise Refused(f"{text!r} is not a valid international host name.") from error
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise Refused(f"{text!r} is not a valid host name.")
    return name


def _is_allowed(host: str, port: int, allowed_hosts: frozenset[str]) -> bool:
    names = {host, _bracketed(host), f"{_bracketed(host)}:{port}"}
    return not names.isdisjoint(entry.lower() for entry in allowed_hosts)


def _addresses(host: str, port: int, resolve: Resolver) -> list[Address]:
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    try:
        found = resolve(host, port)
    except OSError as error:
        raise Unresolved(f"The host {host!r} was not found: check its name and the network.") from error
    if not found:
        raise Unresolved(f"The host {host!r} has no address: check its name.")
    return [ip_address(address) for address in found]


def _require_public(host: str, addresses: list[Address]) -> None:
    """One address that is not public is enough to refuse: the name is then not a plain public server's."""
    for address in addresses:
        kind = why_not_public(address)
        if kind:
            shown = host if host == str(address) else f"{host} ({address})"
            raise Refused(
                f"{shown} is not a public address ({kind}): if it is meant, name the host in DATELINE_FETCH_HOSTS."
            )


def _carried_ipv4(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for (RFC 4291, 3056, 4380 and 6052); empty for most."""
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _IPV4_COMPATIBLE or address in _NAT64:
        return (low,)
    if address.sixtofour:
        return (address.sixtofour,)
    return address.teredo or ()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


_GLOBAL_UNICAST = IPv6Network("2000::/3")
_PROTOCOL_ASSIGNMENTS = IPv6Network("2001::/23")
_IPV4_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    (ip_network(network), kind)
    for network, kind in (
        ("169.254.169.254/32", "a cloud's metadata service"),
        ("100.100.100.200/32", "a cloud's metadata service"),
        ("192.0.0.192/32", "a cloud's metadata service"),
        # Azure's host, at an address that looks public.
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("fd00:ec2::254/128", "a cloud's metadata service"),
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "this machine"),
        ("64:ff9b:1::/48", "private"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
