"""Scores with floors, and the commands that print them for any file."""
