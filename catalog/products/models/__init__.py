"""What is made and shown: goods as plain rows, pages as their faces, pictures, and the moderation of listings."""

from catalog.products.models.goods import Availability, Category, PriceChange, Product, Variant
from catalog.products.models.imports import ImportRun
from catalog.products.models.moderation import ListingApprovalTask
from catalog.products.models.pages import (
    GroupPage,
    KelurahanIndexPage,
    KelurahanPage,
    ProductPage,
    ProductPhoto,
    ProductTag,
)
from catalog.products.models.photos import Photo, PhotoRendition

__all__ = [
    "Availability",
    "Category",
    "GroupPage",
    "ImportRun",
    "KelurahanIndexPage",
    "KelurahanPage",
    "ListingApprovalTask",
    "Photo",
    "PhotoRendition",
    "PriceChange",
    "Product",
    "ProductPage",
    "ProductPhoto",
    "ProductTag",
    "Variant",
]
