"""Which addresses a URL that a user typed may lead to."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# Cloud metadata services on addresses that count as public.
_METADATA = frozenset({"168.63.129.16", "192.0.0.192"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024


class AddressRefused(ValueError):
    """A URL that must not be fetched. ``str()`` says why, in one sentence for its author."""


def parse_networks(text: str) -> tuple[IpNetwork, ...]:
    """Read networks in CIDR notation, separated by commas or spaces.

    :raise ValueError: if one of them is none
    """
    return tuple(
        ipaddress.ip_network(part, strict=False) for part in text.replace(",", " ").split()
    )


def is_public(address: str, allowed: Iterable[IpNetwork] = ()) -> bool:
    """Tell whether an IP address belongs to the public internet.

    Addresses that carry another one (IPv4-mapped, 6to4, Teredo, NAT64) count as that one.

    :param allowed: networks that count as public here, e.g. the merchant's own image server
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    candidates = [ip, *_carried(ip)]
    if any(ip in network for network in allowed):
        return True
    return all(
        candidate.is_global
        and not candidate.is_multicast
        and not candidate.is_reserved
        and str(candidate) not in _METADATA
        for candidate in candidates[1:] or candidates
    )


def _carried(ip: IpAddress) -> list[IpAddress]:
    if ip.version == 4:
        return []
    carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        carried.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if int(ip) >> 32 == 0 and int(ip) > 1:  # the deprecated "IPv4-compatible" form
        carried.append(ipaddress.IPv4Address(int(ip)))
    return [other for other in carried if other is not None]


def check_url(url: str) -> None:
    """Check what can be checked of a URL before its host is resolved.

    :raise AddressRefused: if it is no plain web address: other schemes, credentials, ports of other services
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("This is not a web address.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressRefused("A web address starts with http:// or https:// and names a host.")
    if "@" in parts.netloc:
        raise AddressRefused("A web address must not contain a user name or password.")
    if port is not None and port not in _PORTS and port < _FIRST_FREE_PORT:
        raise AddressRefused(f"Port {port} is not one that web servers use.")
