"""The office's screens of charters and meetings."""
