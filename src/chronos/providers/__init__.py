"""What a setting can exchange: speech, embedding, re-ranking, language, object store; and the files of models."""
