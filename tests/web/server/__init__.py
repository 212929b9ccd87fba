"""Tests of the HTTP server's limits."""
