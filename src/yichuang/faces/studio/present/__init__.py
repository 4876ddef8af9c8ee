"""Packages, people to try them with, and changes, as an author reads them."""
