"""The addresses of people's machines.

Every function takes one text and yields ``(start, end, normal form)``, as those of ``secret_words`` do.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

Found = tuple[int, int, str]

_IPV4 = re.compile(r"(?<![\w.+-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])")
_PRIVATE = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "255.255.255.0/24", "fc00::/7"),
    )
)
# four numbers with dots are also how software counts its versions
_VERSIONED = re.compile(
    r"(?:\bv|version|release|build|firmware|driver|update|upgrade|sdk|app|ios|android|chrome|agent|plugin|patch|section|chapter|§)\s?(?:is|no\.?|number|to|from|:|=)?\s?$",
    re.IGNORECASE,
)
MAY_HOLD_AN_IP = r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-fA-F]{0,4}:[0-9a-fA-F]{0,4}:"


def ip_addresses(text: str) -> Iterator[Found]:
    """IPv4 and IPv6 addresses that one machine of the world has: not loopback, nor those of every private network.

    Private: RFC 1918, RFC 6598, RFC 4193, link-local. They lead to nobody outside the network they are in.

    >>> [found for _, _, found in ip_addresses("from 203.0.113.9 or 2001:db8::1, app 4.1.2.3, 192.168.0.1, at 10:15:00")]
    ['203.0.113.9', '2001:db8::1']
    """
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            try:
                address = ipaddress.ip_address(match.group())
            except ValueError:
                continue
            if address.is_loopback or address.is_unspecified or address.is_multicast or address.is_link_local:
                continue
            if any(address in network for network in _PRIVATE if network.version == address.version):
                continue
            if address.version == 4 and _VERSIONED.search(text, max(0, match.start() - 24), match.start()):
                continue
            yield match.start(), match.end(), str(address)
