"""Speed and memory, measured beside peers in the same run; nothing here is asserted in CI."""
