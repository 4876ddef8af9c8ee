"""Floor 4: what people and systems meet; HTTP in, HTML or JSON out."""
