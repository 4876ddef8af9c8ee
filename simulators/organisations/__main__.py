"""``python -m simulators.organisations``: the register of organisations."""

import sys

from simulators.main import main
from simulators.organisations.service import Organisations

if __name__ == "__main__":
    sys.exit(main("organisations", Organisations))
