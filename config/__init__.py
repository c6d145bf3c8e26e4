"""What can be set, its defaults, and how mistakes in it are told."""
