"""Replies into messages: one renderer a network, pure, within its limits."""
