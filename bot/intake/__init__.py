"""How articles come in: the watched folder, one reader a format, reading under a time limit."""
