"""The SMS gateway, and the phones of the demo on one page."""
