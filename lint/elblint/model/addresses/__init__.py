"""Addresses in the input: where they are written, what answers to them, and who reads them."""
