"""Check a licence that somebody shows, without a network and with nothing but Python 核验出示的证照（不联网）.

    python3 check_licence.py KEY ADDRESS

KEY: the line at /api/v1/log/key, fetched beforehand. ADDRESS: what the square holds, all of it, as a scanner reads it.
Says what was signed, and whether its minute is over by this machine's clock. What no check without a network can know:
whether the licence was withdrawn since, and whether this square was used already.
"""

import base64
import hashlib
import json
import sys
import time

# Ed25519 (RFC 8032 § 5.1, § 6), verification alone.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def added(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = added(found, point)
        point, factor = added(point, point), factor >> 1
    return found


def unpacked(raw: bytes) -> Point:
    y, sign = int.from_bytes(raw, "little") & ((1 << 255) - 1), raw[31] >> 7
    if y >= P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = unpacked(bytes([0x58]) + bytes([0x66]) * 31)


def signed(key: bytes, text: bytes, signature: bytes) -> bool:
    try:
        near, whose = unpacked(signature[:32]), unpacked(key)
    except (ValueError, IndexError):
        return False
    number = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or number >= ORDER:
        return False
    mixed = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    one, other = times(number, BASE), added(near, times(mixed, whose))
    return not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(key_line: str, address: str, now: float) -> tuple[str, bool]:
    """What the square says, in lines, and whether it may be relied on as far as can be known without a network."""
    try:
        key = base64.b64decode(key_line.strip().split("+", 2)[2])[1:]
        front, text = address.strip().split("#")
        told = decoded(text)
        genuine = signed(key, b"yichuang/licence-shown/1\n" + told, decoded(front[-86:]))
        page, made, end, used, kind, holder, issuer, purpose, until = json.loads(told)
        # The address must be the one of what was signed.
        genuine = genuine and front.split("/shown/")[1][:-86] == f"{made:010d}{used:02d}{page}"
    except (ValueError, IndexError, TypeError):
        genuine = False
    if not genuine:
        return "Not signed by this key, or not read whole 不是这里签发的，或者没有读全", False
    fresh = made - 5 <= now < end
    expired = bool(until) and until < time.strftime("%Y-%m-%d", time.gmtime(now + 8 * 3600))
    lines = [
        f"Licence 证照: {kind}",
        f"Holder 持证人: {holder}",
        f"Issued by 发证单位: {issuer}",
        f"Shown for 用途: {purpose}",
        f"Valid until 有效到: {until or '(no end known 没有写截止日期)'}",
        "Signature 签名: genuine 真实",
    ]
    if not fresh:
        lines.append("The square is older than a minute: do not rely on it 二维码超过一分钟，请勿采信")
    if expired:
        lines.append("The licence has expired 证照已过期")
    lines.append(
        "Not known without a network: whether it was withdrawn since, or this square was used already "
        "不联网无法知道：之后是否被撤销、二维码是否已用过"
    )
    return "\n".join(lines), fresh and not expired


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    words, good = check(sys.argv[1], sys.argv[2], time.time())
    print(words)
    sys.exit(0 if good else 1)
