"""Which page of the portal is open to whom. What concerns a person needs level 1: phone, name and number matched."""

from __future__ import annotations

from yichuang.faces.look.routes import ANYONE, SIGNED_IN, declare, form, get, post

AGENTS = frozenset({"resident"})

ROUTES = declare(
    {
        "portal:home": form(ANYONE),
        "portal:service": get(ANYONE),
        "portal:slip": get(ANYONE),
        "portal:square-svg": get(ANYONE),
        "portal:square-png": get(ANYONE),
        "portal:language": form(ANYONE),
        "portal:sign-in": form(ANYONE),
        "portal:code": form(ANYONE),
        "portal:sign-out": form(ANYONE),
        "portal:identify": form(SIGNED_IN),
        "portal:start": form(SIGNED_IN, level=1),
        "portal:draft": get(SIGNED_IN, level=1),
        "portal:check": get(SIGNED_IN, level=1),
        "portal:file": form(SIGNED_IN, level=1),
        "portal:registers": form(SIGNED_IN, level=1),
        "portal:add-ons": form(SIGNED_IN, level=1),
        "portal:refused": get(SIGNED_IN, level=1),
        "portal:objection": form(SIGNED_IN, level=1),
        "portal:question": form(SIGNED_IN, level=1),
        "portal:material": form(SIGNED_IN, level=1),
        "portal:draft-file": get(SIGNED_IN, level=1),
        "portal:case-file": get(SIGNED_IN, level=1),
        "portal:hand-over": form(SIGNED_IN, level=1),
        # A clerk may have seen the card of a person whose phone is not matched yet.
        "portal:continue": form(SIGNED_IN),
        "portal:continue-with": get(SIGNED_IN),
        # A post is never mixed with a mandate: who holds one acts for nobody else here.
        "portal:table": form(AGENTS, level=1),
        "portal:template": get(AGENTS, level=1),
        "portal:batch": form(AGENTS, level=1),
        "portal:acting": form(AGENTS, level=1),
        "portal:company": form(AGENTS, level=1),
        "portal:children": post(AGENTS, level=1),
        "portal:change-phone": form(SIGNED_IN),
        "portal:mandates": get(AGENTS, level=1),
        "portal:grant": form(AGENTS, level=1),
        "portal:withdraw-mandate": post(AGENTS, level=1),
        "portal:cases": get(SIGNED_IN, level=1),
        "portal:case": get(SIGNED_IN, level=1),
        "portal:receipt": get(SIGNED_IN, level=1),
        "portal:proof": get(SIGNED_IN, level=1),
        "portal:proof-file": get(SIGNED_IN, level=1),
        "portal:letter": get(SIGNED_IN, level=1),
        "portal:paper": get(SIGNED_IN, level=1),
        "portal:withdraw": form(SIGNED_IN, level=1),
        "portal:supplement": form(SIGNED_IN, level=1),
        "portal:offered": post(SIGNED_IN, level=1),
        "portal:owed": form(SIGNED_IN, level=1),
        "portal:rate": form(SIGNED_IN, level=1),
        # Whoever holds the square may rate that one case: the token is the right to it.
        "portal:rate-invited": form(ANYONE),
        # The address of a ticket is the right to rate the visit; that of a tablet was made by the clerk who sits there.
        "portal:rate-visit": form(ANYONE),
        "portal:tablet": form(ANYONE),
        "portal:stuck": form(SIGNED_IN, level=1),
        "portal:complaint": get(SIGNED_IN, level=1),
        # Licences need level 2, which the page says; at a window a clerk shows and prints the visitor's.
        "portal:licences": get(SIGNED_IN, level=1),
        "portal:licence": get(SIGNED_IN, level=1),
        "portal:show": form(SIGNED_IN, level=1),
        "portal:shown": get(SIGNED_IN, level=1),
        "portal:check-shown": form(ANYONE),
        # Whoever holds a licence may have it verified; what is shown is what its holder showed already.
        "portal:verify": get(ANYONE),
        "portal:figures": get(ANYONE),
        "portal:messages": get(SIGNED_IN, level=1),
        # Nobody is asked who they are to wait in a hall; the address of a ticket is the right to it.
        "portal:tickets": form(ANYONE),
        "portal:tickets-door": get(ANYONE),
        "portal:ticket": get(ANYONE),
        "portal:withdraw-ticket": post(ANYONE),
        "portal:come-back": post(ANYONE),
        "portal:kiosk": form(ANYONE),
        "portal:screen": get(ANYONE),
        # Booked by whoever signed in with a phone; the address in the message is the right to what was booked.
        "portal:appointments": get(SIGNED_IN),
        "portal:book": form(SIGNED_IN),
        "portal:appointment": get(ANYONE),
        "portal:move-appointment": form(ANYONE),
        "portal:cancel-booking": post(ANYONE),
        "portal:arrive": post(ANYONE),
        "portal:arrive-by-code": form(ANYONE),
    }
)
