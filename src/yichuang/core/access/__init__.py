"""May they, and by which rule?

One list of declared rules gives both the decision about one subject (``decide``) and the alternatives from which the
filter of every list is made (``alternatives``), so that what may be opened and what may be seen in a list cannot
differ. What no rule allows is refused. Each room registers its rules into ``POLICY`` when it is loaded.
"""

from yichuang.core.access.actor import ANY_SERVICE, PEOPLE, TIMER, Actor
from yichuang.core.access.errors import Act, AmbiguousAttributesError, NotAllowed, PolicyError
from yichuang.core.access.policy import POLICY, Policy, Reach, require
from yichuang.core.access.rules import Among, BoundCondition, Condition, Decision, Is, OneOf, Rule, Same, Value

__all__ = [
    "ANY_SERVICE",
    "PEOPLE",
    "POLICY",
    "TIMER",
    "Act",
    "Actor",
    "AmbiguousAttributesError",
    "Among",
    "BoundCondition",
    "Condition",
    "Decision",
    "Is",
    "NotAllowed",
    "OneOf",
    "Policy",
    "PolicyError",
    "Reach",
    "Rule",
    "Same",
    "Value",
    "require",
]
