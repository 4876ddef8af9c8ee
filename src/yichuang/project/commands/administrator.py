"""``yichuang administrator``: the link by which the first administrator of an installation comes in, once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.terminal import said, tell


def main(argv: Sequence[str]) -> int:
    """0 with the link; 1 where an administrator exists. A new link ends the one before."""
    from django.conf import settings
    from django.urls import reverse

    from yichuang.platform.people import commands as people

    parser = argparse.ArgumentParser(
        "yichuang administrator", description=said(N_("the link by which the first administrator comes in, once"))
    )
    parser.parse_args(argv)
    secret = people.first_key()
    tell(f"{settings.PUBLIC_URL}{reverse('desk:first', args=[secret])}")
    tell(said(N_("Open it and sign in with a phone. It works once, and for a day. Give it to nobody else.")))
    return 0
