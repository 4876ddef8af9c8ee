"""Addresses of this face."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "window"

urlpatterns: list[URLPattern] = []
