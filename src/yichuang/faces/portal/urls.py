"""The addresses of the portal: a noun with a random id, and a verb. Never a personal number."""

from __future__ import annotations

from django.urls import path

from yichuang.faces.portal.views import (
    account,
    acting,
    cases,
    drafts,
    handovers,
    home,
    questions,
    ratings,
    sign_in,
    tables,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("language", home.language, name="language"),
    path("services/<slug:name>", home.service, name="service"),
    path("services/<slug:name>/start", home.start, name="start"),
    path("services/<slug:name>/slip", home.slip, name="slip"),
    path("services/<slug:name>/square.svg", home.square_svg, name="square-svg"),
    path("services/<slug:name>/square.png", home.square_png, name="square-png"),
    path("services/<slug:name>/table", tables.table, name="table"),
    path("services/<slug:name>/table.xlsx", tables.template, name="template"),
    path("batches/<slug:batch>", tables.batch, name="batch"),
    path("sign-in", sign_in.phone, name="sign-in"),
    path("sign-in/code", sign_in.code, name="code"),
    path("sign-in/identity", sign_in.identity, name="identify"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("drafts/<slug:draft>", drafts.draft, name="draft"),
    path("drafts/<slug:draft>/check", drafts.check, name="check"),
    path("drafts/<slug:draft>/file", drafts.file, name="file"),
    path("drafts/<slug:draft>/registers", drafts.registers, name="registers"),
    path("drafts/<slug:draft>/add-ons", drafts.add_ons, name="add-ons"),
    path("drafts/<slug:draft>/refused", drafts.refused, name="refused"),
    path("drafts/<slug:draft>/objection/<slug:fact>", drafts.objection, name="objection"),
    path("drafts/<slug:draft>/hand-over", handovers.hand_over, name="hand-over"),
    path("drafts/<slug:draft>/<slug:fact>", questions.question, name="question"),
    path("continue", handovers.go_on, name="continue"),
    path("continue/<slug:code>", handovers.go_on, name="continue-with"),
    path("acting", acting.acting, name="acting"),
    path("acting/company", acting.company, name="company"),
    path("acting/children", acting.children, name="children"),
    path("mandates", acting.mandates, name="mandates"),
    path("mandates/grant", acting.grant, name="grant"),
    path("mandates/<slug:mandate>/withdraw", acting.withdraw_mandate, name="withdraw-mandate"),
    path("account/phone", account.phone, name="change-phone"),
    path("cases", cases.cases, name="cases"),
    path("cases/<slug:case>", cases.case, name="case"),
    path("cases/<slug:case>/receipt.pdf", cases.receipt, name="receipt"),
    path("cases/<slug:case>/proof", cases.proof, name="proof"),
    path("cases/<slug:case>/proof.json", cases.proof_file, name="proof-file"),
    path("cases/<slug:case>/letter.pdf", cases.letter, name="letter"),
    path("cases/<slug:case>/papers/<slug:number>.pdf", cases.paper, name="paper"),
    path("cases/<slug:case>/withdraw", cases.withdraw, name="withdraw"),
    path("cases/<slug:case>/parts/<slug:part>", cases.supplement, name="supplement"),
    path("cases/<slug:case>/rate", ratings.rate, name="rate"),
    path("rate/<str:token>", ratings.rate_invited, name="rate-invited"),
    path("messages", cases.messages, name="messages"),
]
