"""What is made and shown: goods as plain rows, pages as their faces, pictures, the moderation of listings,
and what the public may find of all that."""

from catalog.products.models.goods import Availability, Category, PriceChange, Product, Variant
from catalog.products.models.imports import ImportRun
from catalog.products.models.listings import ProductPage, ProductPhoto, ProductTag
from catalog.products.models.moderation import ListingApprovalTask
from catalog.products.models.photos import Photo, PhotoRendition
from catalog.products.models.places import GroupPage, KelurahanIndexPage, KelurahanPage
from catalog.products.models.public_index import CatalogueEntry, SearchEntry, Word

__all__ = [
    "Availability",
    "CatalogueEntry",
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
    "SearchEntry",
    "Variant",
    "Word",
]
