"""``python -m simulators.sms``: the SMS gateway."""

import sys

from simulators.main import main
from simulators.sms.service import Gateway

if __name__ == "__main__":
    sys.exit(main("sms", Gateway))
