"""What an editor asks while somebody types: findings of unsaved text, and what is known at a place."""
