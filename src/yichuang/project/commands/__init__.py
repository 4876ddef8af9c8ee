"""The smaller commands, a module each: ``main(words) -> exit status``. Django is imported when they run."""
