"""Who is this, and for whom do they act? Persons, accounts, divisions, departments, posts, sign-in."""
