"""The example course as it lies in the repository."""
