"""Which service do I need? Published package versions and how they are found."""
