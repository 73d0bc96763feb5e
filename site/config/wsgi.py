"""The site as a WSGI application, for granian or any other server."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, ROOT / "site"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from config import database  # noqa: E402

database.ensure()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
