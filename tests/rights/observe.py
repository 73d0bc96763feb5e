"""Print what the site answers now, in the form of the table, to be looked at and pasted into it:

PYTHONPATH=site .venv/bin/python -m tests.rights.observe product_offer person:

prints the addresses whose view begins with one of the words; without a word, all of them (some minutes).
"""

import logging
import os
import sys

from django import setup


def main(beginnings: list[str]) -> None:
    from django.db import transaction
    from django.utils import translation

    from tests.rights import table, town
    from tests.rights.answers import ask
    from tests.rights.askers import ASKERS, asker
    from tests.rights.naming import all_cases

    wanted = [case for case in all_cases() if case.address.view.startswith(tuple(beginnings) or "")]
    rows = {table.entry_of(case): table.Row({}, {}) for case in wanted}
    with transaction.atomic(), translation.override("id"):
        here = town.build()
        for someone in (asker(here, name) for name in ASKERS):
            for case in wanted:
                row = rows[table.entry_of(case)]
                row.get[someone.name] = ask(someone, case, "GET").signs
                row.post[someone.name] = ask(someone, case, "POST").signs
        transaction.set_rollback(True)
    print(table.headings(), table.write(rows), sep="\n")  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    setup()
    logging.disable()
    from config import database
    from django.test.utils import setup_test_environment

    from tests.template_database import copied_database

    database.ensure()
    setup_test_environment()
    with copied_database():
        main(sys.argv[1:])
