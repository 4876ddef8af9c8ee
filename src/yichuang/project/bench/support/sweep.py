"""All policies over the residents of Parquet files, in a process of its own: ``python -m …sweep PATH``.

Prints one JSON object: counts, seconds, and the most memory that the process ever held.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from yichuang.core.rules.bulk import counts, opened
from yichuang.project.bench.support.residents import author, policies


def main() -> None:
    """Sweep once."""
    rules = {str(place): author(policy) for place, policy in enumerate(policies())}
    begun = time.perf_counter()
    found = counts(rules, opened(sys.argv[1]))
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"counts": [one.true for one in found.values()], "seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main()
