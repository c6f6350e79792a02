"""Answers for editors while somebody types: findings of unsaved text, and the facts about a place in it."""
