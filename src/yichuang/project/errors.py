"""What can go wrong around the house: each a sentence with what to do, each with the exit status of the command."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class ProjectError(Said):
    """A command cannot go on; its sentence says why and what to do. ``status`` is the command's exit status."""

    status = 1


class UsageError(ProjectError):
    """The command was called in a way that it does not understand."""

    status = 2


class ClusterError(ProjectError):
    """The embedded PostgreSQL cannot be made, started or stopped."""


class RunError(ProjectError):
    """``yichuang run`` cannot start or keep its processes."""


class WalkError(ProjectError):
    """A walk cannot go on, or came to another end than it should."""


class PeerMissing(ProjectError):
    """A benchmark's other side is not installed: it is no part of the product."""

    def __init__(self, package: str) -> None:
        super().__init__(
            "peer-missing",
            N_("The other side of this measurement, %(package)s, is not installed; a developer's environment has it."),
            package=package,
        )
