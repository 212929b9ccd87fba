"""The vector index: build it, and measure what its searches find."""
