"""What Chronos relies on and may be exchanged: speech, embedding, language, objects."""
