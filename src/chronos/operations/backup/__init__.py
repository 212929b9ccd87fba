"""Backup and restore: the database and its stored files in one archive."""
