"""Where is my matter? The one engine of every line of business: drafts, cases, tasks, clocks, events.

``cases`` names no line: each registers its ``CaseKind`` (states, transitions, clocks, notices) at start-up.
"""
