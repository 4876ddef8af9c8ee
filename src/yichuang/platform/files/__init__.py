"""Is this what was given? Files of applicants, sealed each under a key of its own, and found under what they are.

The bytes lie in the state folder, the row in the database. A file is whole and on the disk before its row commits, so
no row is without its file; a file that no row names is removed after a while.
"""
