"""The studio: authors read a service's rules, try them, change them, see what a change changes, and publish it."""
