"""Path patterns in ``.gitignore``'s syntax, matched without backtracking."""
