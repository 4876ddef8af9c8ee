"""The department's desk: parts by due day, and what the head of the hall must know."""
