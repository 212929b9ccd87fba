"""What a creator asks about students, videos and questions."""
