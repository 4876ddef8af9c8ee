"""The addresses that belong to no face: whether the installation is there and can work."""

from __future__ import annotations

from django.urls import path

from yichuang.faces.look import health
from yichuang.faces.look.routes import ANYONE, declare, get

app_name = "health"

urlpatterns = [path("live", health.live, name="live"), path("ready", health.ready, name="ready")]

ROUTES = declare({"health:live": get(ANYONE), "health:ready": get(ANYONE)})
