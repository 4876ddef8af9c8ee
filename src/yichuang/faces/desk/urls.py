"""The addresses of the desk: a noun with a random id, and a verb. Never a personal number."""

from __future__ import annotations

from django.urls import path

from yichuang.faces.desk.views import complaints, hall, inbox, objections, offices, parts, reach, retention

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("list.<slug:form>", inbox.export, name="export"),
    path("next", inbox.take_next, name="next"),
    path("parts/<slug:part>", parts.part, name="part"),
    path("parts/<slug:part>/files/<slug:file>", parts.file, name="part-file"),
    path("parts/<slug:part>/<slug:verb>", parts.act, name="act"),
    path("objections", objections.objections, name="objections"),
    path("objections/<slug:objection>", objections.objection, name="objection"),
    path("complaints", complaints.complaints, name="complaints"),
    path("complaints/<slug:complaint>", complaints.complaint, name="complaint"),
    path("reach", reach.reach, name="reach"),
    path("posts", offices.posts, name="posts"),
    path("offices", offices.offices, name="offices"),
    path("offices/appoint", offices.appoint, name="appoint"),
    path("offices/posts/<uuid:post>/end", offices.end_post, name="end-post"),
    path("offices/posts/<uuid:post>/leave", offices.leave, name="leave"),
    path("offices/leaves/<slug:leave>/end", offices.end_leave, name="end-leave"),
    path("offices/departments/<slug:department>", offices.department, name="department"),
    path("offices/departments/<slug:department>/merge", offices.merge_department, name="merge-department"),
    path("first-administrator/<slug:secret>", offices.first_administrator, name="first"),
    path("retention", retention.registers, name="retention"),
    path("retention/<slug:disposal>", retention.register, name="disposal"),
    path("retention/<slug:disposal>/<slug:step>", retention.act, name="disposal-act"),
    path("holds", retention.hold, name="hold"),
    path("holds/<slug:hold>/lift", retention.lift, name="lift"),
    path("hall", hall.hall, name="hall"),
    path("hall/deliveries/<uuid:delivery>/again", hall.again, name="again"),
]
