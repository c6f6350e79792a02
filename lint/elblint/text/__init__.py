"""Text from anywhere, and its way to a terminal, a log or a report."""
