"""Shifts and tickets. Nothing in a ticket says who drew it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id
from yichuang.platform.people.models import Account, Division


class Shift(models.Model):
    """A clerk sits at a window, since when and until when. One at a window, one of a clerk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    #: The window's code in ``hall.yaml``.
    window = models.CharField(max_length=40)
    clerk = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: Who took the window over, with what was open; null where nobody did.
    relieved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division", "window"], condition=Q(ended_at=None), name="shift_of_a_window"
            ),
            models.UniqueConstraint(fields=["clerk"], condition=Q(ended_at=None), name="shift_of_a_clerk"),
        ]


class Counter(models.Model):
    """The last number that was drawn of a letter on a day. Its row is the lock under which the next one is given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "day", "letter"], name="counter_once_a_day")]


class Ticket(models.Model):
    """A place in the queue of a day. Its address is the right to it; no name, no phone, no account stands in it."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        #: Called to a window, not seen there yet.
        CALLED = "called", "called"
        SERVING = "serving", "at the window"
        SERVED = "served", "served"
        #: Called so many times, and nobody came.
        SKIPPED = "skipped", "skipped"
        WITHDRAWN = "withdrawn", "withdrawn"
        #: The hall closed before it was called, or served.
        LAPSED = "lapsed", "lapsed"

    class Source(models.TextChoices):
        PHONE = "phone", "a phone"
        #: A terminal in the hall.
        KIOSK = "kiosk", "the terminal in the hall"
        #: The square at the door.
        DOOR = "door", "the square at the door"
        #: Somebody came in the slot of their appointment. Which one is not noted.
        APPOINTMENT = "booked", "an appointment"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    #: The code of its kind of matter, and the letter of that kind on this day.
    kind = models.CharField(max_length=40)
    letter = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    source = models.CharField(max_length=10, choices=Source.choices)
    #: Elderly, disabled, pregnant, with an infant: said by whoever draws, and which of them is not asked.
    priority = models.BooleanField(default=False)
    drawn_at = models.DateTimeField()
    #: Its place: as if drawn at this moment. The smallest is called first; a transfer leaves it as it is.
    rank_at = models.DateTimeField()
    #: The one window that calls it, after a transfer; empty: any that serves its kind.
    wanted = models.CharField(max_length=40, blank=True)
    #: Where it was called to last, and by whom.
    window = models.CharField(max_length=40, blank=True)
    clerk = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    calls = models.PositiveSmallIntegerField(default=0)
    #: When it was called last, and the first time at the window where it is or was last.
    called_at = models.DateTimeField(null=True)
    first_called_at = models.DateTimeField(null=True)
    #: When serving began at the last window; null where nobody pressed it.
    serving_at = models.DateTimeField(null=True)
    #: For how many seconds it has held windows before this one: what a transfer or a vain call has cost.
    held_before = models.PositiveIntegerField(default=0, db_default=0)
    #: When it was skipped, or had its end.
    ended_at = models.DateTimeField(null=True)
    #: Whether it was skipped and came back: that is allowed once.
    returned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["division", "day", "letter", "number"], name="ticket_number_once_a_day"),
            # One visitor at a window at a time, whatever the code says.
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(state__in=("called", "serving")), name="ticket_one_at_a_window"
            ),
        ]
        indexes = [
            models.Index(
                fields=["division", "day", "rank_at", "number"], name="ticket_queue", condition=Q(state="waiting")
            ),
            models.Index(fields=["division", "day", "state"], name="ticket_by_state"),
            models.Index(
                fields=["kind", "-ended_at"], name="ticket_measured", condition=Q(state__in=("served", "skipped"))
            ),
        ]

    @property
    def held(self) -> float:
        """For how many seconds it has held windows in all, from each first call until it left."""
        if self.first_called_at is None or self.ended_at is None:
            return self.held_before
        return self.held_before + (self.ended_at - self.first_called_at).total_seconds()

    @property
    def said(self) -> str:
        """As it is called out: A012."""
        return f"{self.letter}{self.number:03d}"


class Slot(models.Model):
    """How many places of a slot are taken, of a kind of matter. Its row is the lock under which they are given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    taken = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "kind", "starts_at"], name="slot_once")]


class Appointment(models.Model):
    """A place in a slot, of somebody who signed in. The ticket that comes of it does not lead back here."""

    class State(models.TextChoices):
        BOOKED = "booked", "booked"
        #: There in time: they have a ticket.
        ARRIVED = "arrived", "there"
        CANCELLED = "cancelled", "cancelled"
        #: The slot is over, and nobody came.
        MISSED = "missed", "nobody came"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: A keyed digest of the nine digits that the message says: what is typed at the terminal.
    code_blind = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="booked"), name="appointment_one_of_an_account"
            ),
            models.UniqueConstraint(fields=["code_blind"], condition=Q(state="booked"), name="appointment_by_code"),
        ]
        indexes = [
            models.Index(fields=["account", "-starts_at"], name="appointment_by_account"),
            models.Index(fields=["division", "starts_at"], name="appointment_by_day"),
        ]
