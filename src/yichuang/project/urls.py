"""Every address of the installation, face by face."""

from __future__ import annotations

from django.urls import include, path

from yichuang.faces.api import access as api_access  # noqa: F401 - declares its routes
from yichuang.faces.api.views import api

handler400 = "yichuang.faces.look.errors.bad_request"
handler403 = "yichuang.faces.look.errors.forbidden"
handler404 = "yichuang.faces.look.errors.not_found"
handler500 = "yichuang.faces.look.errors.broken"

urlpatterns = [
    path("health/", include("yichuang.faces.look.urls")),
    path("api/v1/", api.urls),
    path("", include("yichuang.faces.portal.urls")),
    path("window/", include("yichuang.faces.window.urls")),
    path("desk/", include("yichuang.faces.desk.urls")),
    path("studio/", include("yichuang.faces.studio.urls")),
]
