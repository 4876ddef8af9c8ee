"""The room ``packages``: what a matter asks, and whether it is sound."""
