"""Has every department got it? Outside systems: register look-ups, the delivery ledger, callbacks."""
