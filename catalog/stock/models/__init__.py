"""Where each piece is: places, movements that add up to levels, counts, and pieces set aside for buyers."""

from catalog.stock.models.levels import Location, LowStockMark, StockLevel
from catalog.stock.models.movements import StockCount, StockMovement
from catalog.stock.models.reservations import Reservation

__all__ = ["Location", "LowStockMark", "Reservation", "StockCount", "StockLevel", "StockMovement"]
