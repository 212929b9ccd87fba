"""Chronos turns a library of videos into something that answers, with the second where it is said."""

__version__ = "0.1.0"
