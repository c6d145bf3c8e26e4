"""One adapter a chat network."""
