"""The WSGI application that granian serves."""

from __future__ import annotations

import os

from yichuang.project.loading import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")

with loading():
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    # What the first visitor would wait for.
    import pypinyin  # noqa: F401 - the search for services

    import yichuang.project.urls  # noqa: F401 - the pages
