"""What an earlier version sealed and indexed is opened and found by every later one."""

import base64
import json
from pathlib import Path

import pytest

from yichuang.core.cipher import FileKeyHolder

SEALED = {
    "international": (
        32,
        "010100000001fe011c31e52e33af8c99f843e01da8bdf731dbf392de952ca0032fb00e08c3e0c28f",
        "010100000001466ad5df3c9785b949acbb21a845f398fa6598e7909f41dad1ffbbb1790306073efb9c4ac240debb751fb8f4239081fd8647"
        "53b25f35f5e1710d0ecb",
        "3b19adf98a81e126c2048b6e812179d41d22cad184c70bcb819262fc976e0193",
    ),
    "sm": (
        16,
        "010200000001032153bcdcf72a3ce48ad3d4879810a52e4714a87191ca6f13acfb955141cf6d71ba",
        "0102000000012d9ef6d15fde3a1cbea8ec7c646c1170418822ba3777207a9fecbd0e50aab5bec0437a5c5627b57614073596",
        "4d7730bea298c34d5621008db5c918e398fd479f6ace5609baa87acec3b49ea8",
    ),
}


@pytest.mark.parametrize("suite", SEALED)
def test_it_works(tmp_path: Path, suite: str) -> None:
    size, value, wrapped, blind = SEALED[suite]
    path = tmp_path / "keyring.json"
    path.touch(0o600)
    key, index = (base64.b64encode(bytes(range(length))).decode() for length in (size, 32))
    keys = [{"id": 1, "suite": suite, "made": "2026-11-25", "key": key}]
    path.write_text(json.dumps({"version": 1, "keys": keys, "blind": {"suite": suite, "key": index}}))
    holder = FileKeyHolder(path)
    assert holder.open_value(bytes.fromhex(value), b"t.c") == "试例"
    assert holder.unwrap(bytes.fromhex(wrapped), b"t.c") == bytes(size)
    assert holder.blind("phone", "19900000001").hex() == blind
