"""No cipher and no kind of signature has a name outside this room."""

import re
from pathlib import Path

import yichuang

SOURCE = Path(yichuang.__file__).parent
NAMES = re.compile(r"\b(cryptography|aes\w*|gcm|sm[234]|ed25519\w*|rsa|ecdsa)\b", re.IGNORECASE)


def importing(path: Path) -> list[str]:
    """The lines of a module that bring in something by such a name."""
    lines = path.read_text().splitlines()
    return [line for line in lines if re.match(r"\s*(from|import)\s", line) and NAMES.search(line)]


def test_it_works() -> None:
    assert any(importing(path) for path in (SOURCE / "core" / "cipher").glob("*.py"))


def test_nobody_else_brings_one_in() -> None:
    outside = [path for path in SOURCE.rglob("*.py") if "cipher" not in path.parts]
    assert outside
    assert {str(path): importing(path) for path in outside if importing(path)} == {}
