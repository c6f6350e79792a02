"""``.elblint.yaml``: its model, its loader, and what it says of charts."""
