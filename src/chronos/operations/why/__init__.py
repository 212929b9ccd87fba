"""Why an actor sees a row, or does not."""
