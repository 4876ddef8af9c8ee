"""Whose turn is it? Windows, shifts, tickets: nobody is called twice, nobody forgotten, nothing personal asked."""
