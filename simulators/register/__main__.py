"""``python -m simulators.register``: a register of its own."""

import sys

from simulators.main import main
from simulators.register.service import Register

if __name__ == "__main__":
    sys.exit(main("register", Register))
