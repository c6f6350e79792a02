"""Paths to objects: files, standard input, charts and kustomizations."""
