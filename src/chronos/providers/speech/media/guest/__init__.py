"""What runs in the decoder's own process: opening, checking and decoding a hostile file, under the kernel's limits."""
