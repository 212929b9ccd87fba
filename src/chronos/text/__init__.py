"""Pure functions on words that the pipeline writes with and search reads with: terms, numerals, sentences, windows."""
