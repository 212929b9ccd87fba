"""Resumable uploads: the bytes of each under way, how far they are safe, and the row of what was promised."""
