"""How each rupiah of a sale is shared, what became of it, and how it reaches the groups."""

from catalog.settlement.models.custody import Claim
from catalog.settlement.models.payouts import Payout, PayoutBatch
from catalog.settlement.models.sales import RowReversal, Sale, SaleEvent, SaleLine, SplitRow

__all__ = ["Claim", "Payout", "PayoutBatch", "RowReversal", "Sale", "SaleEvent", "SaleLine", "SplitRow"]
