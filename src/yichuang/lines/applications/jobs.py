"""What the worker does for applications, again and again."""

from __future__ import annotations

from yichuang.lines.applications.commands import intake, owed_days, signals
from yichuang.lines.applications.commands.batches import file_batches
from yichuang.lines.applications.commands.payments import learn_payments
from yichuang.platform.exchange import periodic

periodic.register("applications.learn-payments", 1.0, learn_payments)
periodic.register("applications.file-batches", 1.0, file_batches)
periodic.register("applications.raise", signals.EVERY, signals.raise_overdue)
periodic.register("applications.warn", signals.EVERY, signals.warn)
periodic.register("applications.deem-accepted", intake.EVERY, intake.deem_accepted)
periodic.register("applications.owed-remind", signals.EVERY, owed_days.remind)
periodic.register("applications.owed-lapse", signals.EVERY, owed_days.lapse)
periodic.register("applications.owed-raise", signals.EVERY, owed_days.raise_lapsed)
