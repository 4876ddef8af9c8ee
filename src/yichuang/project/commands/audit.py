"""``yichuang audit verify``: is every chain of events as it was written?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.terminal import in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """0 when every chain is whole; 1 with a sentence for each break."""
    from yichuang.platform.cases.models import Case
    from yichuang.platform.cases.queries import broken_links

    parser = argparse.ArgumentParser("yichuang audit", description=said(N_("audit verify: check the chains of events")))
    parser.add_argument("verb", choices=["verify"])
    parser.parse_args(argv)
    cases = breaks = 0
    for case_id in Case.objects.order_by("filed_at").values_list("pk", flat=True).iterator():
        cases += 1
        for broken in broken_links(case_id):
            breaks += 1
            tell(in_words(broken))
    tell(said(N_("%(cases)s cases, %(breaks)s breaks"), cases=cases, breaks=breaks))
    return 1 if breaks else 0
