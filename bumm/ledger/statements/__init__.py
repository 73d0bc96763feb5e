"""The financial statements of a book, each as of any day beside the year before. Each module holds one: what it says as
plain rows and sums, and the same as tables."""
