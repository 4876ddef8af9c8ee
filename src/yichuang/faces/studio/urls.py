"""The addresses of the studio: a service by its name, a draft of its next version by a random id."""

from __future__ import annotations

from django.urls import path

from yichuang.faces.studio.views import packages, revisions, trying

app_name = "studio"

urlpatterns = [
    path("", packages.home, name="home"),
    path("packages/<slug:name>", packages.package, name="package"),
    path("packages/<slug:name>/try", trying.try_it, name="try"),
    path("packages/<slug:name>/files/<path:document>", packages.text, name="text"),
    path("packages/<slug:name>/versions", revisions.compare, name="versions"),
    path("packages/<slug:name>/revise", revisions.begin, name="begin"),
    path("revisions/<slug:revision>", revisions.revision, name="revision"),
    path("revisions/<slug:revision>/files/<path:document>", revisions.edit, name="edit"),
    path("revisions/<slug:revision>/try", revisions.try_draft, name="try-draft"),
    path("revisions/<slug:revision>/<slug:step>", revisions.act, name="act"),
]
