"""``yichuang``: every command of the house, each a line in ``yichuang --help`` and a page in the documentation."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yichuang.core.access import NotAllowed
from yichuang.core.words import N_, Said
from yichuang.project.errors import ProjectError, UsageError
from yichuang.project.loading import loading
from yichuang.project.terminal import complain, forget_reader, in_words, said, tell


@dataclass(frozen=True)
class Command:
    """A command: the module whose ``main(words) -> exit status`` does it, and whether it needs the database."""

    name: str
    module: str
    what: str
    database: bool = True


COMMANDS = (
    Command("run", "run", N_("start everything and keep it running"), database=False),
    Command("service", "service", N_("service units: the files by which systemd runs it"), database=False),
    Command("postgres", "commands.postgres", N_("the embedded PostgreSQL alone, in the foreground"), database=False),
    Command("doctor", "doctor", N_("is anything wrong with this installation?"), database=False),
    Command("migrate", "commands.migrate", N_("bring the tables up to date")),
    Command("demo", "commands.demo", N_("demo load: load the demo county")),
    Command("clock", "commands.clock", N_("the demo's clock: see it, put it forward"), database=False),
    Command("worker", "worker", N_("deliver, notify, remind: the work behind the pages")),
    Command("walk", "walk", N_("do the main job against the running system, step by step")),
    Command("reconcile", "reconcile", N_("compare what we sent with what the departments hold")),
    Command("audit", "commands.audit", N_("audit verify: check what was recorded")),
    Command("retention", "commands.retention", N_("what is past its period of keeping: find it, propose it")),
    Command("witness", "commands.witness", N_("watch a log and sign its checkpoints"), database=False),
    Command("administrator", "commands.administrator", N_("the link by which the first administrator comes in, once")),
    Command("check", "commands.check", N_("check packages: what is wrong, where"), database=False),
    Command("rules", "commands.rules", N_("rules calendar: what fails or runs out in days to come"), database=False),
    Command("publish", "commands.publish", N_("publish a package to this installation")),
    Command("bench", "commands.bench", N_("measure ours against the other side"), database=False),
    Command("catalogues", "commands.catalogues", N_("compile and check the languages"), database=False),
)


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status of the command in ``argv``: 0 done, 1 could not be done, 2 not understood, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help"):
        tell(usage())
        return 0 if words else UsageError.status
    try:
        command = find(words[0])
        choose_var()
        run = _loaded(command)
        asked = any(word in ("-h", "--help") for word in words[1:])  # help needs no database
        with database() if command.database and not asked else _nothing():
            return run(words[1:])
    except Said as error:
        complain(in_words(error.sentence))
        return error.status if isinstance(error, ProjectError) else 1
    except NotAllowed as error:
        complain(in_words(error.reason))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        forget_reader()
        return 141


def usage() -> str:
    """The page of ``yichuang --help``."""
    lines = [said(N_("usage: yichuang COMMAND …    (yichuang COMMAND --help tells more)")), ""]
    lines += [f"  {command.name:<15}{said(command.what)}" for command in COMMANDS]
    return "\n".join(lines)


def find(name: str) -> Command:
    """The command of that name; UsageError naming those that exist."""
    for command in COMMANDS:
        if command.name == name:
            return command
    raise UsageError(
        "unknown-command",
        N_("There is no command %(name)s; there are: %(names)s."),
        name=name,
        names=", ".join(command.name for command in COMMANDS),
    )


def choose_var() -> None:
    """Where YICHUANG_VAR names no state folder: ``var`` of the checkout, or a folder of one's own if that is closed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")
    if os.environ.get("YICHUANG_VAR"):
        return
    checkout = Path(__file__).resolve().parents[3]
    beside = checkout / "var"
    if not os.access(beside if beside.exists() else checkout, os.W_OK):
        home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        os.environ["YICHUANG_VAR"] = str(Path(home) / "yichuang")


@contextmanager
def database() -> Iterator[None]:
    """The database for one command: the server that is named or runs, else the embedded one for as long as it takes."""
    from yichuang.project.installation import var_directory
    from yichuang.project.postgres import cluster_of

    if os.environ.get("YICHUANG_DATABASE_URL"):
        yield
        return
    with cluster_of(var_directory()):
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _loaded(command: Command) -> Callable[[Sequence[str]], int]:
    """The command's function, imported only now: help and refusals need not load the house."""
    with loading():
        if command.database:
            import django

            django.setup()
        function: Callable[[Sequence[str]], int] = importlib.import_module(f"yichuang.project.{command.module}").main
    return function


if __name__ == "__main__":
    sys.exit(main())
