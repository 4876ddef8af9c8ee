"""Floor 5: the only room that knows them all."""
