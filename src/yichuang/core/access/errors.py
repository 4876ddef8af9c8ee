"""What can be wrong with the rules themselves. Their reader is a programmer: a person is never shown these."""

from __future__ import annotations


class PolicyError(Exception):
    """A rule that cannot mean what it says: no verb, no role, a name used twice, a condition on nothing."""


class AmbiguousAttributesError(PolicyError):
    """Several conditions of one rule read attributes that hold many values.

    SQL asks whether one joined row fulfils all of them; sets of values, taken apart, cannot answer that.
    """
