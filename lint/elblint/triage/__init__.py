"""Which findings are shown, and what they mean for the exit code."""
