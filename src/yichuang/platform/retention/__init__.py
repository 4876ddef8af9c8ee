"""May this end, and who said so? What is past its period is proposed, appraised, announced, and only then ended."""
