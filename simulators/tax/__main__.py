"""``python -m simulators.tax``: the tax office."""

import sys

from simulators.main import main
from simulators.tax.service import Tax

if __name__ == "__main__":
    sys.exit(main("tax", Tax))
