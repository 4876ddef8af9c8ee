"""From packages, drafts and cases to what a page shows: words in the reader's language, nothing to compute."""
