"""The stand-in systems, each started as the process that it is and spoken to over HTTP alone."""
