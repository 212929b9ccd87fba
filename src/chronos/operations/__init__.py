"""The operator's tools: backup, doctor, vector index, types, stats, reset, seed and upkeep."""
