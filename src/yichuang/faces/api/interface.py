"""The interface for programs, and its description in OpenAPI, built once: what each call gives, and what it refuses."""

from __future__ import annotations

from http.client import responses
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from yichuang.faces.api.schemas import EndedProblem, Problem
from yichuang.faces.look.routes import Route, table

#: Of a case that was destroyed after its period.
ENDED = 410


class Interface(NinjaAPI):
    """The calls under ``/api/v1``. Which there are is settled when the process starts."""

    _described: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Named by its method and address, so that moving it to another file changes no generated client."""
        named = getattr(operation, "url_name", None) or operation.view_func.__name__
        return f"{operation.methods[0].lower()}-{named}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI description of every call: built at the first request for it, then kept (it takes 0.1 s)."""
        if path_prefix is not None:
            return Description(self, path_prefix)
        if self._described is None:
            self._described = Description(self, self.get_root_path(path_params or {}))
        return self._described


class Description(OpenAPISchema):
    """The description, in which each call has the refusals that follow from its route beside those that it names."""

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        """Every status that the call may answer."""
        found: dict[int, dict[str, Any]] = super().responses(operation)
        named = getattr(operation, "url_name", None) or operation.view_func.__name__
        for one in (Problem, EndedProblem):
            self.schemas.setdefault(one.__name__, one.model_json_schema(ref_template=REF_TEMPLATE))
        for status in refusals(table()[f"api:{named}"], operation) - set(found):
            model = EndedProblem if status == ENDED else Problem
            content = {"application/json": {"schema": {"$ref": REF_TEMPLATE.format(model=model.__name__)}}}
            found[status] = {"description": responses[status], "content": content}
        return dict(sorted(found.items()))


def refusals(route: Route, operation: Operation) -> set[int]:
    """The statuses with which a call may refuse because of who asks, and of how it is asked.

    400: cannot be read. 401: nobody is signed in, no token or no signature. 403: not for this post. 404: not here, or
    not this reader's. 409: the mandate under which somebody acted has ended. 410: the case was destroyed. 413: too much
    at once. 422: not as it must be.
    """
    found = {400}
    open_to_all = "anonymous" in route.roles
    if not open_to_all or route.signed:
        found.add(401)
    if not open_to_all:
        found |= {403, 404}
    if not open_to_all and route.roles & {"resident", "clerk"}:
        found.add(409)
    if "{" in operation.path:
        found.add(404)
    if "{case}" in operation.path:
        found.add(ENDED)
    if "POST" in route.methods:
        found |= {413, 422}
    if operation.models:
        found.add(422)
    return found
