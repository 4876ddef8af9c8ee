"""Check what Yichuang 一窗 proves, with nothing but Python: copy this file away; it needs no other. 验证存证文件.

    python3 check_proof.py proof FILE [CHECKPOINT]   is what FILE says in the log? CHECKPOINT: one that you kept
    python3 check_proof.py extends OLD NEW FILE      does the log of checkpoint NEW begin with that of checkpoint OLD?

The tree is that of RFC 9162. Signatures are another question: any tool for signed notes (c2sp.org) checks them.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path


def need(holds: object, why: str) -> None:
    if not holds:
        raise ValueError(why)


def digest(suite: str, data: bytes) -> bytes:
    return hashlib.new({"international": "sha256", "sm": "sm3"}[suite], data).digest()


def climb(suite: str, number: int, last: int, seed: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """The roots of the old and the new tree to which a path leads from a node that both have (RFC 9162 § 2.1.3, 4)."""
    old = new = seed
    for each in path:
        need(last > 0 and len(each) == 32, "the path is too long, or not one of hashes")
        if number & 1 or number == last:
            old, new = digest(suite, b"\1" + each + old), digest(suite, b"\1" + each + new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = digest(suite, b"\1" + new + each)
        number, last = number >> 1, last >> 1
    need(last == 0, "the path is too short")
    return old, new


def included(suite: str, leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    return 0 <= index < size and climb(suite, index, size - 1, leaf, path)[1] == root


def consistent(suite: str, old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    if old in (0, new):
        return not path and old_root == (new_root if old else digest(suite, b""))
    number, last, path = old - 1, new - 1, path if old & (old - 1) else [old_root, *path]
    while number & 1:
        number, last = number >> 1, last >> 1
    return old < new and climb(suite, number, last, path[0], path[1:]) == (old_root, new_root)


def checkpoint(note: str) -> tuple[str, int, bytes, str]:
    """Log, size, root and suite of a signed note."""
    lines = note.split("\n\n")[0].split("\n")
    suite = next((line[6:] for line in lines if line.startswith("suite ")), "international")
    return lines[0], int(lines[1]), base64.b64decode(lines[2]), suite


def proof(file: str, kept: str = "") -> str:
    said = json.loads(Path(file).read_text("utf-8"))
    need(said["checkpoint"], "nothing is sealed yet; download it again in a minute 还没有存证，请稍后再下载")
    log, size, root, suite = checkpoint(said["checkpoint"])
    need(not kept or checkpoint(Path(kept).read_text("utf-8")) == (log, size, root, suite), "another checkpoint")
    before, first = bytes(32), said["events"][0]
    for event in said["events"]:
        need(bytes.fromhex(event["previous"]) == before, "an event is missing before this one")
        content = bytes.fromhex(event["content"])
        if event.get("payload"):
            salt = bytes.fromhex(event["salt"])
            told = digest(event["suite"], b"\0" + bytes([len(salt)]) + salt + event["payload"].encode())
            need(told == content, "what was filed is not what its event says")
        before = digest(event["suite"], b"\1" + before + content + event["header"].encode())
        need(event["entry"].split(" ")[2] == before.hex() + "\n", "the event is not the one of its entry")
        leaf, path = digest(suite, b"\0" + event["entry"].encode()), [bytes.fromhex(each) for each in event["path"]]
        sealed = event["index"] is not None
        need(not sealed or included(suite, leaf, event["index"], size, path, root), "it is not in the log")
        need(sealed or event is not first, "the filing is not sealed yet")
        if event is first:
            need(base64.b64decode(said["promise"].split("\n")[2]) == leaf, "another record was promised")
        print(event["header"], f"leaf {event['index']}" if sealed else "(not sealed yet)")
    print(first["payload"])
    need(json.loads(first["payload"])["number"] == said["number"], "that is another case")
    return f"PROVED 已证明: {said['number']} stands in the {size} records of {log}, not changed 没有被改过"


def extends(old: str, new: str, file: str) -> str:
    one, two = (checkpoint(Path(each).read_text("utf-8")) for each in (old, new))
    path = [bytes.fromhex(each) for each in json.loads(Path(file).read_text("utf-8"))["proof"]]
    need((one[0], one[3]) == (two[0], two[3]), "these are two logs")
    need(consistent(one[3], one[1], one[2], two[1], two[2], path), "the newer log does not begin with the older one")
    return f"PROVED 已证明: the log of {two[1]} records begins with that of {one[1]} 只增不改"


if __name__ == "__main__":
    try:
        print(proof(*sys.argv[2:]) if sys.argv[1] == "proof" else extends(*sys.argv[2:]))
    except (IndexError, KeyError, OSError, TypeError, ValueError) as error:
        sys.exit(f"NOT PROVED 未能证明: {error}" if len(sys.argv) > 2 else __doc__)
