"""From a stored file to chunks that can be searched: probe, transcribe, chunk, embed."""
