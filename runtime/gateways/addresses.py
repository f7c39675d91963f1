"""Which network addresses may be called. Takes: the text of an address. Gives: whether it is an ordinary public one. Never: a name.

Only families that are known to be public pass: what carries another address inside (IPv4-mapped, 6to4, NAT64) is judged by that one.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
PUBLIC_6 = IPv6Network("2000::/3")
MAPPED, COMPATIBLE, NAT64, SIXTOFOUR = (IPv6Network(text) for text in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "2002::/16"))
REFUSED_6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "3fff::/20"))
REFUSED_4 = tuple(
    IPv4Network(text) for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # the host of a cloud, seen from its guests
    )
)  # fmt: skip
NEVER = tuple(
    IPv4Network(text) for text in (
        "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32", "100.100.100.200/32",
    )
)  # fmt: skip
PRIVATE_6 = tuple(IPv6Network(text) for text in ("fc00::/7", "::1/128"))
NEVER_6 = (IPv6Network("fd00:ec2::254/128"),)


def inner(address: Address) -> Address:
    """The address another one carries inside, else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in MAPPED or address in NAT64 or (address in COMPATIBLE and int(address) > 0xFFFF):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIXTOFOUR:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return address


def public(text: str) -> bool:
    """Whether anybody may be called there."""
    address = _parsed(text)
    if address is None:
        return False
    if isinstance(address, IPv4Address):
        return not _within(address, REFUSED_4)
    return address in PUBLIC_6 and not any(address in net for net in REFUSED_6)


def callable_privately(text: str) -> bool:
    """Whether a host an administrator has named as private may lie there: anywhere but where machines are told their secrets."""
    address = _parsed(text)
    if address is None:
        return False
    if isinstance(address, IPv4Address):
        return not _within(address, NEVER)
    return public(text) or (any(address in net for net in PRIVATE_6) and not any(address in net for net in NEVER_6))


def _parsed(text: str) -> Address | None:
    """The address, unwrapped; None for what is none or is bound to one link."""
    if "%" in text:
        return None
    try:
        return inner(ip_address(text))
    except ValueError:
        return None


def _within(address: IPv4Address, nets: Sequence[IPv4Network]) -> bool:
    return any(address in net for net in nets)
