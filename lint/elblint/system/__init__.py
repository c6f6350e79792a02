"""Files, folders and child processes: each reaches the operating system through one function here."""
