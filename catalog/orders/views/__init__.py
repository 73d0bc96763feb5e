"""The buyer's pages: basket, checkout, and the order by its link."""
