"""What the access log and the tree of records hold, and why."""

from __future__ import annotations

from yichuang.core.inventory import INTERNAL, LOGS, OPEN, OWN_WORKING, PERSONAL, STANDING, Field, Table, declare

declare(
    Table(
        "audit.Access",
        basis=LOGS,
        retention="access-log",
        readers="no page of this release; the operator, for an audit",
        fields=(
            Field("id", "tells one look from another", INTERNAL),
            Field("at", "when it was", INTERNAL),
            Field("account_id", "who looked", PERSONAL),
            Field("system", "which department's system looked, where no person did", INTERNAL),
            Field("role", "in which capacity", INTERNAL),
            Field("verb", "what they did", INTERNAL),
            Field("subject_kind", "what kind of thing was looked at", INTERNAL),
            Field("subject_id", "which one, by its random id", INTERNAL),
            Field("person_id", "whose data it was, so that they can be shown who looked", PERSONAL),
            Field("rule", "by which rule it was allowed; empty for a try that was refused", INTERNAL),
        ),
    ),
    Table(
        "audit.Leaf",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="the sealer and whoever verifies; a proof tells the place of one's own records",
        fields=(
            Field("index", "its place in the tree", OPEN),
            Field("kind", "whether it is an event or a look", INTERNAL),
            Field("entry_id", "which record it is, by its random id", INTERNAL),
        ),
    ),
    Table(
        "audit.Node",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="the sealer and whoever verifies; proofs are made of them",
        fields=(
            Field("position", "which subtree it stands for", OPEN),
            Field("hash", "its digest, of which nothing can be read", OPEN),
        ),
    ),
    Table(
        "audit.Checkpoint",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="anybody: checkpoints are published",
        fields=(
            Field("size", "how many records it covers", OPEN),
            Field("origin", "which log it is of", OPEN),
            Field("suite", "by which hash it is made", OPEN),
            Field("root", "what it says of all records together", OPEN),
            Field("time", "when it was signed", OPEN),
            Field("line", "the installation's signature", OPEN),
        ),
    ),
    Table(
        "audit.Witness",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="anybody: names stand under checkpoints",
        fields=(
            Field("name", "by what name it signs", OPEN),
            Field("public_key", "by which its signatures are checked", OPEN),
            Field("added_at", "since when it is trusted", INTERNAL),
        ),
    ),
    Table(
        "audit.Cosignature",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="anybody: they stand under checkpoints",
        fields=(
            Field("id", "tells one signature from another", INTERNAL),
            Field("checkpoint", "what was signed", OPEN),
            Field("witness", "who signed", OPEN),
            Field("time", "when the witness saw it", OPEN),
            Field("line", "the witness's signature", OPEN),
        ),
    ),
)
