"""The office's screens of payments."""
