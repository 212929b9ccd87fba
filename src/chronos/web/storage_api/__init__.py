"""The part of Supabase Storage's API that its clients use for our buckets, under /storage/v1."""
