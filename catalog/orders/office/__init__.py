"""The office's screens of orders."""
