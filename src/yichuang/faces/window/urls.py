"""The addresses of the window: a noun with a random id, and a verb. Never a name or a number of a person."""

from __future__ import annotations

from django.urls import path

from yichuang.faces.window.views import approvals, cases, drafts, mandates, materials, owing, queue, stuck, visitors

app_name = "window"

urlpatterns = [
    path("", visitors.home, name="home"),
    path("person", visitors.person, name="person"),
    path("take-over", visitors.take_over, name="take-over"),
    path("person/act-for", mandates.act_for, name="act-for"),
    path("person/paper", mandates.paper, name="paper"),
    path("person/child", mandates.child, name="child"),
    path("person/merge", approvals.merge, name="merge"),
    path("person/identity", approvals.identity, name="identity"),
    path("person/alive", approvals.alive, name="alive"),
    path("person/recovery", approvals.recovery, name="recovery"),
    path("approvals", approvals.approvals, name="approvals"),
    path("approvals/<slug:approval>/<slug:verb>", approvals.decide, name="decide"),
    path("leave", visitors.leave, name="leave"),
    path("visit", visitors.visit, name="visit"),
    path("stuck", stuck.stuck, name="stuck"),
    path("queue", queue.queue, name="queue"),
    path("queue/<slug:verb>", queue.act, name="queue-act"),
    path("services/<slug:name>/start", visitors.start, name="start"),
    path("drafts/<slug:draft>", drafts.draft, name="draft"),
    path("drafts/<slug:draft>/file", drafts.file, name="file"),
    path("drafts/<slug:draft>/hand-over", drafts.hand_over, name="hand-over"),
    path("drafts/<slug:draft>/registers", drafts.registers, name="registers"),
    path("drafts/<slug:draft>/materials/<slug:material>", materials.material, name="material"),
    path("drafts/<slug:draft>/add-ons", drafts.add_ons, name="add-ons"),
    path("drafts/<slug:draft>/objections/<slug:fact>", drafts.objection, name="objection"),
    path("cases/<slug:case>", cases.case, name="case"),
    path("cases/<slug:case>/parts/<slug:part>/supplement", cases.supplement, name="supplement"),
    path("cases/<slug:case>/parts/<slug:part>/offered", owing.offered, name="offered"),
    path("cases/<slug:case>/owed/<slug:material>", owing.owed, name="owed"),
    path("cases/<slug:case>/withdraw", cases.withdraw, name="withdraw"),
]
