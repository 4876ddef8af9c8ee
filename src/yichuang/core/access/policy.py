"""The list of rules and the two questions it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from yichuang.core.access.actor import Actor
from yichuang.core.access.errors import Act, NotAllowed, PolicyError
from yichuang.core.access.rules import BoundCondition, Decision, Rule, Value, equal
from yichuang.core.words import N_, Sentence

_NOBODY = N_("Nobody may do this here.")
_ROLE = N_("This may not be done in your capacity.")
_MATCHED = N_("First your phone, your name and your ID number must be matched by the population register.")
_VERIFIED = N_("First your identity must be verified at a window or by the province.")
_SCOPE = N_("The access token does not carry the scope %(scope)s.")
_SUBJECT = N_("The rule does not cover this one: %(rule)s")


@dataclass(frozen=True, slots=True)
class Reach:
    """A rule that reaches a subject, and who an actor must be for it, besides the rule's roles and level.

    ``by``: a field of the actor → the values, one of which it must have (a tuple: among its members). Empty: everybody
    of the roles.
    """

    rule: Rule
    by: Mapping[str, tuple[Value, ...]]

    def admits(self, actor: Actor) -> bool:
        """Whether the rule reaches the subject for this actor."""
        return _admits(self.rule, actor) and all(
            any(equal(one, value) for one in _members(getattr(actor, field)) for value in values)
            for field, values in self.by.items()
        )


def _members(held: object) -> tuple[object, ...]:
    return held if isinstance(held, tuple) else (held,)


class Policy:
    """Declared rules. What none of them allows is refused."""

    def __init__(self) -> None:
        self._by_name: dict[str, Rule] = {}
        self._by_act: dict[tuple[str, str], list[Rule]] = {}

    def register(self, *rules: Rule) -> None:
        """Add rules, all or none. Raises PolicyError for a name that another rule bears already."""
        fresh: dict[str, Rule] = {}
        for rule in rules:
            if self._by_name.get(rule.name, fresh.get(rule.name, rule)) != rule:
                raise PolicyError(f"two rules are called {rule.name!r}")
            if rule.name not in self._by_name:
                fresh[rule.name] = rule
        for rule in fresh.values():
            self._by_name[rule.name] = rule
            for verb in rule.verbs:
                self._by_act.setdefault((verb, rule.subject), []).append(rule)

    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order in which they were registered: for documents, tests and auditors."""
        return tuple(self._by_name.values())

    def decide(self, actor: Actor, verb: str, subject_kind: str, attributes: Mapping[str, object]) -> Decision:
        """Whether ``actor`` may do ``verb`` to the subject that has these attributes, by which rule, and why.

        ``attributes`` are looked up by the very strings that the rules use (``case__person_id``); an absent one is
        unknown and matches nothing. Raises AmbiguousAttributesError (see there).
        """
        rules = self._by_act.get((verb, subject_kind), ())
        for rule in rules:
            if _admits(rule, actor) and rule.matches(actor, attributes):
                return Decision(True, rule, Sentence(rule.reason))
        return _refusal(rules, actor, attributes)

    def alternatives(self, actor: Actor, verb: str, subject_kind: str) -> list[list[BoundCondition]]:
        """The subjects of a kind that ``actor`` may do ``verb`` to, as an OR of ANDs.

        ``[]`` is nothing at all; an inner ``[]`` is every subject of the kind.
        """
        found: list[list[BoundCondition]] = []
        for rule in self._by_act.get((verb, subject_kind), ()):
            bound = rule.bind(actor) if _admits(rule, actor) else None
            if bound is not None and list(bound) not in found:
                found.append(list(bound))
        return found

    def scopes(self) -> tuple[str, ...]:
        """Every scope that a rule asks for, sorted: what access tokens may carry."""
        return tuple(sorted({rule.scope for rule in self._by_name.values() if rule.scope}))

    def reach(self, subject_kind: str, attributes: Mapping[str, object]) -> list[Reach]:
        """The question turned round: every rule by which somebody gets at this subject, and who that is.

        For all actors and verbs, ``decide`` allows exactly where one of these rules has the verb and admits the actor.
        Raises AmbiguousAttributesError (see there).
        """
        found = []
        for rule in self._by_name.values():
            by = rule.reached_by(attributes) if rule.subject == subject_kind else None
            if by is not None:
                found.append(Reach(rule, by))
        return found


def _admits(rule: Rule, actor: Actor) -> bool:
    return _scoped(rule, actor) and actor.role in rule.roles and actor.level >= rule.min_level


def _scoped(rule: Rule, actor: Actor) -> bool:
    return not rule.scope or rule.scope in actor.scopes


def _refusal(rules: Iterable[Rule], actor: Actor, attributes: Mapping[str, object]) -> Decision:
    """The refusal in words: what is missing by the rule that came nearest (role, then subject, then level)."""
    rules = list(rules)
    if not rules:
        return Decision(False, None, Sentence(_NOBODY))
    own = [rule for rule in rules if actor.role in rule.roles]
    if not own:
        return Decision(False, None, Sentence(_ROLE))
    near = max(own, key=lambda rule: (rule.matches(actor, attributes), min(actor.level - rule.min_level, 0)))
    if near.matches(actor, attributes):  # else it would have been allowed: scope or level is what is missing
        if not _scoped(near, actor):
            return Decision(False, near, Sentence(_SCOPE, {"scope": near.scope}))
        return Decision(False, near, Sentence(_MATCHED if near.min_level == 1 else _VERIFIED))
    return Decision(False, near, Sentence(_SUBJECT, {"rule": Sentence(near.reason)}))


#: The one list of this installation.
POLICY = Policy()


def require(actor: Actor, verb: str, subject_kind: str, attributes: Mapping[str, object]) -> Decision:
    """The installation's decision, which must allow.

    Raises NotAllowed with the reason, and with the act where the subject has an ``id``.
    """
    decision = POLICY.decide(actor, verb, subject_kind, attributes)
    if not decision.allow:
        id, person = attributes.get("id"), attributes.get("person_id", attributes.get("case__person_id"))
        whose = person if isinstance(person, UUID) else None
        raise NotAllowed(decision.reason, Act(verb, subject_kind, id, whose) if isinstance(id, UUID) else None)
    return decision
