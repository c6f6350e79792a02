"""The reachability model in each of its formats. Nothing in here judges: the model holds every verdict."""
