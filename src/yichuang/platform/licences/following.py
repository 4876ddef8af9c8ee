"""Licences go along when two records of a person become one, and when another department has the issuer's work."""

from __future__ import annotations

from yichuang.core.access import Actor
from yichuang.platform.licences.models import Licence
from yichuang.platform.people import following
from yichuang.platform.people.models import Department


def issuer_moved(actor: Actor, gone: Department, heir: Department) -> None:
    """The heir may withdraw what the department that is gone issued; the licence still names that one."""
    Licence.objects.filter(department=gone).update(department=heir)


following.follow("licences.Licence", "person")
following.hear_of_departments(issuer_moved)
