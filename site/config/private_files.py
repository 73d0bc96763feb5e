"""Files that have no address of their own."""

from django.core.files.storage import FileSystemStorage


class PrivateFiles(FileSystemStorage):
    """A folder that no web server shows. Who may have a file of it, a view decides."""

    def url(self, name: str | None) -> str:
        raise NotImplementedError("private files have no address")
