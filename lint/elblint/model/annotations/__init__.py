"""The annotations of CCE's ELB integration: the catalogue, their values, and what is wrong with these."""
