#!/usr/bin/env python3
"""Django's command line, from any folder. Starts the embedded database when `DATABASE_URL` is unset."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WITHOUT_DATABASE = {"maintenance_page", "makemessages", "compilemessages", "collectstatic", "help", "version"}


def main() -> None:
    sys.path.append(str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from config import database
    from django.core.management import execute_from_command_line

    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_DATABASE:
        database.ensure()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
