"""The addresses of the desk: a noun with a random id, and a verb. Never a personal number."""

from __future__ import annotations

from django.urls import path

from yichuang.faces.desk.views import hall, inbox, objections, parts, ratings, reach

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("next", inbox.take_next, name="next"),
    path("parts/<slug:part>", parts.part, name="part"),
    path("parts/<slug:part>/<slug:verb>", parts.act, name="act"),
    path("objections", objections.objections, name="objections"),
    path("objections/<slug:objection>", objections.objection, name="objection"),
    path("ratings", ratings.ratings, name="ratings"),
    path("ratings/<slug:rating>", ratings.rating, name="rating"),
    path("reach", reach.reach, name="reach"),
    path("hall", hall.hall, name="hall"),
    path("hall/deliveries/<uuid:delivery>/again", hall.again, name="again"),
]
