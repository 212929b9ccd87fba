"""From a file, or its address, to chunks that can be searched: import, probe, transcribe, chunk, embed."""
