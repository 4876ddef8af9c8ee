"""``python -m simulators.department``: the system of one department."""

import sys

from simulators.department.service import Department
from simulators.main import main

if __name__ == "__main__":
    sys.exit(main("department", Department))
