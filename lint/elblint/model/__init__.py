"""The objects that rules ask about, and the facts that can be known of them."""
