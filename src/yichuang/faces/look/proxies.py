"""Who asks, and whether by TLS: a proxy of ours is believed, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network


class ProxyMiddleware:
    """The first of all. Takes ``X-Forwarded-For`` and ``X-Forwarded-Proto`` from ``settings.PROXIES``.

    From anybody else these lines are thrown away, as are all others by which a request says where it came from: what
    comes after reads ``REMOTE_ADDR`` and ``is_secure()`` and cannot be lied to.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._trusted = [ip_network(each, strict=False) for each in settings.PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lines = request.META
        addresses = lines.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = lines.pop("HTTP_X_FORWARDED_PROTO", "")
        for name in ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT"):
            lines.pop(name, None)
        if self._trusted and trusted(lines.get("REMOTE_ADDR", ""), self._trusted):
            lines["REMOTE_ADDR"] = client(addresses, lines["REMOTE_ADDR"], self._trusted)
            if scheme == "https":
                lines["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def trusted(address: str, networks: list[Network]) -> bool:
    """Whether a proxy of ours has this address; what is none is nobody's."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def client(forwarded: str, nearest: str, networks: list[Network]) -> str:
    """The address of the first, reading from us outwards, that is no proxy of ours.

    What stands further left was written by that one, who may write anything: it is not read. A line with something
    that is no address ends the way back there.
    """
    found = nearest
    for each in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        try:
            found = str(ip_address(each))
        except ValueError:
            return found
        if not trusted(found, networks):
            return found
    return found
