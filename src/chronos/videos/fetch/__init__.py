"""Fetch a file from the public web."""
