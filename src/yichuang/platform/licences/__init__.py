"""Prove it: electronic licences that a granted matter gives, shown, printed, and verified by anybody who holds one."""
