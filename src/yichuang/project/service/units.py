"""The units of systemd, as text: what runs, as whom, with what it may reach, and when it counts as alive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yichuang.project.run.members import REPOSITORY

TARGET, WEB, WORKER, POSTGRES = "yichuang.target", "yichuang-web", "yichuang-worker", "yichuang-postgres"
DOCTOR, NIGHT = "yichuang-doctor", "yichuang-night"


@dataclass(frozen=True)
class Installed:
    """Where an installation lies. ``postgres``: it brings its own server."""

    python: Path
    var: Path
    port: int
    user: str
    environment: Path
    postgres: bool


def units(installed: Installed) -> Mapping[str, str]:
    """The files by their names."""
    found = {
        TARGET: _target(installed),
        f"{WEB}.socket": _socket(installed),
        f"{WEB}.service": _web(installed),
        f"{WORKER}.service": _worker(installed),
        f"{DOCTOR}.service": _once(installed, "Yichuang: is anything wrong?", ["doctor"]),
        f"{DOCTOR}.timer": _timer("Yichuang: is anything wrong?", "OnBootSec=5min\nOnUnitActiveSec=10min"),
        f"{NIGHT}.service": _once(
            installed, "Yichuang: are records unchanged, do departments hold the same?", ["audit verify", "reconcile"]
        ),
        f"{NIGHT}.timer": _timer("Yichuang: the night's comparisons", "OnCalendar=*-*-* 03:30:00\nPersistent=true"),
    }
    if installed.postgres:
        found[f"{POSTGRES}.service"] = _postgres(installed)
    return found


def _target(installed: Installed) -> str:
    wanted = [f"{WEB}.socket", f"{WEB}.service", f"{WORKER}.service", f"{DOCTOR}.timer", f"{NIGHT}.timer"]
    wanted += [f"{POSTGRES}.service"] if installed.postgres else []
    return f"""[Unit]
Description=Yichuang: one window for local government
Wants={" ".join(wanted)}
After=network-online.target

[Install]
WantedBy=multi-user.target
"""


def _socket(installed: Installed) -> str:
    return f"""# Held by systemd: whoever knocks while the web is started anew waits, and is not refused.
[Unit]
Description=Yichuang: where the proxy knocks
PartOf={TARGET}

[Socket]
ListenStream=127.0.0.1:{installed.port}
Backlog=1024
NoDelay=yes
"""


def _web(installed: Installed) -> str:
    from yichuang.project.service import serving

    words = [str(installed.python), *serving.words(installed.port)]
    return f"""[Unit]
Description=Yichuang: web server
Requires={WEB}.socket
{_after(installed, f"{WEB}.socket")}
{_STUBBORN}

[Service]
Type=notify
ExecStart={_command(words)}
ExecReload=/bin/kill -HUP $MAINPID
# It answered GET /health/live within the last 60 s; what is in flight has 30 s when it stops.
WatchdogSec=60
TimeoutStartSec=120
TimeoutStopSec=45
KillMode=mixed
Restart=always
RestartSec=1
{_common(installed)}
"""


def _worker(installed: Installed) -> str:
    return f"""[Unit]
Description=Yichuang: the work behind the pages
{_after(installed)}
{_STUBBORN}

[Service]
Type=notify
ExecStart={_cli(installed, "worker")}
# The worker itself ends when one of its threads dies or hangs; this is for the one that watches them.
WatchdogSec=30
TimeoutStartSec=60
TimeoutStopSec=15
KillMode=mixed
Restart=always
RestartSec=1
{_common(installed)}
"""


def _postgres(installed: Installed) -> str:
    return f"""[Unit]
Description=Yichuang: its own PostgreSQL
PartOf={TARGET}
{_STUBBORN}

[Service]
Type=notify
ExecStart={_cli(installed, "postgres")}
# The web keeps connections to a server that has gone; with --no-block this does not wait for what waits for it.
ExecStartPost=+/bin/systemctl --no-block try-reload-or-restart {WEB}.service
# After a crash it first repairs itself.
TimeoutStartSec=15min
TimeoutStopSec=60
KillMode=mixed
OOMScoreAdjust=-500
Restart=always
RestartSec=1
{_common(installed)}
"""


def _once(installed: Installed, what: str, commands: Sequence[str]) -> str:
    lines = "\n".join(f"ExecStart={_cli(installed, command)}" for command in commands)
    return f"""# It ends with 1, and so stands in `systemctl --failed`, when it found something; the journal says what.
[Unit]
Description={what}
{_after(installed)}

[Service]
Type=oneshot
{lines}
{_common(installed)}
"""


def _timer(what: str, when: str) -> str:
    return f"""[Unit]
Description={what}
PartOf={TARGET}

[Timer]
{when}
RandomizedDelaySec=1min
"""


#: Started again for ever, whatever happened before.
_STUBBORN = "StartLimitIntervalSec=0"


def _after(installed: Installed, *others: str) -> str:
    """What is started first. Nothing ends with the database: web and worker outlive it and go on when it is back."""
    first = [*others, *([f"{POSTGRES}.service"] if installed.postgres else []), "network-online.target"]
    # Where the path of its state folder is long, the database's socket lies in /tmp: they share one.
    wants = f"Wants={POSTGRES}.service\nJoinsNamespaceOf={POSTGRES}.service\n" if installed.postgres else ""
    return f"{wants}PartOf={TARGET}\nAfter={' '.join(first)}"


def _common(installed: Installed) -> str:
    """As whom, with which settings, and what the process may reach: its state folder, the network, nothing else."""
    at_home = any(str(path).startswith(("/home/", "/root/")) for path in (installed.python, REPOSITORY, installed.var))
    return f"""User={installed.user}
WorkingDirectory={_path(REPOSITORY)}
EnvironmentFile={_path(installed.environment)}
Environment=YICHUANG_VAR={_quoted(str(installed.var))} YICHUANG_PORT={installed.port} YICHUANG_DEMO=0
Environment=DJANGO_SETTINGS_MODULE=yichuang.project.settings PYTHONUNBUFFERED=1
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths={_quoted(str(installed.var))}
ProtectHome={"read-only" if at_home else "yes"}
PrivateTmp=yes
PrivateDevices=yes
PrivateMounts=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM"""


def _cli(installed: Installed, command: str) -> str:
    return _command([str(installed.python), "-m", "yichuang.project.cli", *command.split()])


def _command(words: Sequence[str]) -> str:
    return " ".join(_quoted(word.replace("$", "$$")) for word in words)


def _quoted(word: str) -> str:
    """A word as systemd reads it: ``%`` stands for itself, blanks and quotes do not end it."""
    plain = word.replace("%", "%%")
    if any(sign in plain for sign in " \t\"'\\;"):
        return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return plain


def _path(path: Path) -> str:
    """A path that is the rest of its line: only ``%`` is not itself there."""
    return str(path).replace("%", "%%")
