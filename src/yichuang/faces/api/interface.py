"""The interface for programs, and its description in OpenAPI, built once."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema


class Interface(NinjaAPI):
    """The calls under ``/api/v1``. Which there are is settled when the process starts."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI description of every call: built at the first request for it, then kept (it takes 0.1 s)."""
        if path_prefix is not None:
            return super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        if self._described is None:
            self._described = super().get_openapi_schema(path_params=path_params)
        return self._described
