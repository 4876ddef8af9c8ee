"""The Django side of ``cipher``: which keys are in force here, and columns that are sealed.

Its one question: how does a personal value reach the disk unreadable?
"""
