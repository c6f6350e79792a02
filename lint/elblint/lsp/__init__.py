"""The language server: it puts the answers of ``elblint.api`` into the protocol that editors speak."""
