"""What can go wrong with the store as a whole."""


class StoreError(Exception):
    """The store cannot be opened; the text says why and what to do."""
