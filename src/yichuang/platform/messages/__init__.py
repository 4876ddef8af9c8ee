"""Was the person told? Messages in the app and by SMS, each sent once."""
