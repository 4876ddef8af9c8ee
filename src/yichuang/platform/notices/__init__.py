"""Official papers: what was written to whom, and its typesetting.

A paper is kept as language-independent data, sealed under its case's data key, and set when somebody asks for it, so
that one row gives the Chinese and the English page and no page lies on a disk. Who may read a paper is who may read
its case: that decision is made by ``cases``, before the key is unwrapped.
"""
