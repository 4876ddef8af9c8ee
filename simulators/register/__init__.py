"""Registers that answer look-ups: population and licences."""
