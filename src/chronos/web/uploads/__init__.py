"""Resumable uploads over HTTP: TUS 1.0 as hosted Supabase offers it."""
