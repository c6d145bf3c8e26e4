"""The desk and everything that touches the outside: folder, store, clock and chat networks."""
