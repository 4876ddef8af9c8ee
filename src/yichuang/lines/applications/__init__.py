"""Did I get what I applied for? Applications for matters: every package of public services is filed here."""
