"""The embedded PostgreSQL: a real server, made and run by a small manager that does not care whose binaries it runs."""

from __future__ import annotations

from pathlib import Path

from yichuang.project.postgres.cluster import DATABASE, Cluster

__all__ = ["DATABASE", "Cluster", "cluster_of", "default_url"]


def cluster_of(var: Path) -> Cluster:
    """The cluster of the installation whose state folder is ``var``."""
    return Cluster(var / "postgres", log=var / "log" / "postgres.log")


def default_url(var: Path) -> str:
    """The address of that installation's own database; its server need not be running."""
    return cluster_of(var).dsn(DATABASE)
