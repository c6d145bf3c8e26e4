"""The pure core: text in, frozen values out. No files, network, database, clock or randomness."""
