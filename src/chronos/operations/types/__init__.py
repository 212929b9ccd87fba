"""Generated types and the entity diagram, made from the database's own catalogue."""
