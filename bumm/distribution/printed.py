"""What is printed of distributions: documents to download, and what a statement says wherever it is shown."""

from typing import Any

from django.http import HttpResponse

from bumm import documents
from bumm.charter.models import Charter
from bumm.distribution.payouts import is_draft, lines_of, payment_in_words
from bumm.distribution.selectors import Statement

STATEMENT = "bumm/distribution/print/statement.html"


def told(statement: Statement) -> dict[str, Any]:
    """What a statement says, wherever it is shown."""
    run = statement.run
    return {
        "statement": statement,
        "run": run,
        "party": statement.party,
        "lines": lines_of(statement),
        "is_draft": is_draft(run),
        "by_days": run.weighting == Charter.Weighting.SHARE_DAYS,
        "payment_said": payment_in_words(run, statement.payment),
    }


def name_of(statement: Statement) -> str:
    run = statement.run
    return f"bagi-hasil-{run.bumm.kelurahan.slug}-{run.period_end.year}-{statement.party.pk}"


def as_pdf(template: str, context: dict[str, Any], name: str) -> HttpResponse | None:
    """A document to download; None where this machine cannot draw one."""
    try:
        content = documents.pdf(template, context)
    except documents.CannotDraw:
        return None
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
