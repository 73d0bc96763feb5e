"""The pages around the catalogue, the site's settings, and messages from visitors."""

from home.models.contact import ContactMessage, ContactPage
from home.models.documents import SiteDocument
from home.models.frame import SiteFrame
from home.models.pages import HomeChoice, HomePage, StandardPage, StoryIndexPage, StoryPage

__all__ = [
    "ContactMessage",
    "ContactPage",
    "HomeChoice",
    "HomePage",
    "SiteDocument",
    "SiteFrame",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
]
