"""A department gets another name, or is merged into another one while cases run."""

from __future__ import annotations

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import brief
from yichuang.platform.people import following
from yichuang.platform.people.commands.offices import office_attributes, yesterday
from yichuang.platform.people.errors import NameMissing, NoSuccessor
from yichuang.platform.people.models import Department, FormerName, Leave, Post
from yichuang.platform.people.queries.accounts import forget_departments
from yichuang.platform.people.queries.offices import held_on
from yichuang.platform.people.record import record


@transaction.atomic
def rename_department(actor: Actor, code: str, chinese: str, english: str) -> Department:
    """From today on it is called so; papers of earlier days go on saying what it was called then.

    Raises Department.DoesNotExist, NameMissing, NotAllowed.
    """
    held = Department.objects.select_for_update().get(code=code)
    require(actor, "rename", "office", office_attributes(held))
    names = {"zh-hans": brief(chinese, "name", 100), "en": brief(english, "en", 100)}
    for language, field in (("zh-hans", "name"), ("en", "en")):
        if not names[language]:
            raise NameMissing(field)
    if names != held.names:
        # Named twice on one day: what it was called that morning stands on no paper of an earlier day.
        FormerName.objects.get_or_create(department=held, to_day=yesterday(), defaults={"names": held.names})
        record("renamed", "department", held.pk, actor, {"from": held.names, "to": names})
        held.names = names
        held.save(update_fields=["names"])
    forget_departments()
    return held


@transaction.atomic
def merge_department(actor: Actor, code: str, into: str) -> Department:
    """From today on ``into`` does what ``code`` did: its open parts and its posts go there; old papers stay.

    Raises Department.DoesNotExist, NoSuccessor, NotAllowed.
    """
    both = {each.code: each for each in Department.objects.select_for_update().filter(code__in=(code, into))}
    if code not in both or into not in both:
        raise Department.DoesNotExist
    gone, heir = both[code], both[into]
    require(actor, "merge", "office", office_attributes(gone))
    if gone.pk == heir.pk or gone.successor_id or heir.successor_id or gone.division_id != heir.division_id:
        raise NoSuccessor
    gone.valid_to, gone.successor = yesterday(), heir
    gone.save(update_fields=["valid_to", "successor"])
    _move_posts(actor, gone, heir)
    record("merged", "department", gone.pk, actor, {"into": into})
    following.department_merged(actor, gone, heir)
    forget_departments()
    return heir


def _move_posts(actor: Actor, gone: Department, heir: Department) -> None:
    """Each post goes on in the other department from today, with its leave; in the old one it ended yesterday."""
    today = clock.today()
    for post in Post.objects.select_for_update().filter(held_on(today), department=gone):
        last = post.to_day
        moved = Post.objects.create(
            account_id=post.account_id, department=heir, role=post.role, from_day=today, to_day=last
        )
        if post.from_day == today:
            post.from_day = yesterday()
        post.to_day = yesterday()
        post.save(update_fields=["from_day", "to_day"])
        Leave.objects.filter(post=post, ended_at=None, to_day__gte=today).update(post=moved)
        record("post-moved", "post", moved.pk, actor, {"from": str(post.pk)})
