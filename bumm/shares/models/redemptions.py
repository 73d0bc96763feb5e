"""Paying out what is owed for shares that were redeemed."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models import Entry
from bumm.ledger.models.append_only import append_only
from bumm.shares.models.events import ShareEvent


class RedemptionPayment(models.Model):
    """That a redemption was paid, once and in full, by an entry of the BUMM's book. It is never taken back: whoever
    gave up shares by mistake subscribes anew."""

    event = models.OneToOneField(
        ShareEvent, on_delete=models.PROTECT, related_name="payment", verbose_name=_("share event")
    )
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("entry"))

    class Meta:
        verbose_name = _("payment of a redemption")
        verbose_name_plural = _("payments of redemptions")
        triggers = [
            *append_only("payments of redemptions"),
            pgtrigger.Trigger(
                name="of_a_redemption",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM shares_shareevent event
                        JOIN shares_shareclass class ON class.id = event.share_class_id
                        JOIN ledger_entry entry ON entry.id = NEW.entry_id
                        JOIN ledger_book book ON book.id = entry.book_id AND book.bumm_id = class.bumm_id
                        WHERE event.id = NEW.event_id AND event.kind = 'redeem' AND NOT EXISTS (
                            SELECT FROM shares_shareevent WHERE corrects_id = event.id)
                    ) THEN
                        RAISE EXCEPTION 'only a redemption that stands is paid, from the book of its BUMM'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)
