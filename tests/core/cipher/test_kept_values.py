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
        "2918cf3694a84400cc46db53039abe1639251d600318b8d823b4613cf3106136",
    ),
    "sm": (
        16,
        "010200000001032153bcdcf72a3ce48ad3d4879810a52e4714a87191ca6f13acfb955141cf6d71ba",
        "0102000000012d9ef6d15fde3a1cbea8ec7c646c1170418822ba3777207a9fecbd0e50aab5bec0437a5c5627b57614073596",
        "c23d580a95a5178e27318a3b724001c111a22b88d361111e8ed9ca54c306a036",
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
    assert holder.blind("phone", "13800000001").hex() == blind
