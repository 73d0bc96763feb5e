import pytest

from bumm.people.models import Group
from catalog.products.models import GroupPage
from tests.factories import CategoryFactory, GroupPageFactory


@pytest.fixture
def group() -> Group:
    """A group with a page, and a category for its goods."""
    CategoryFactory(slug="perca", name="Kain perca", name_en="Patchwork")
    page: GroupPage = GroupPageFactory()
    return page.group
