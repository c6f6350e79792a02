"""Kustomizations: building them, and tracing built fields back to the file that supplied them."""
