"""Where the bytes come from: files, folders and standard input."""
