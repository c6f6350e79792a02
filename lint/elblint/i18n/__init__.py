"""Every word that elblint says of itself; rules carry their own two languages."""
