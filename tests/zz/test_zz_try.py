import urllib.request
import pytest
from django.db import connection
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("i", range(5))
def test_b(i):
    from wagtail.models import Page
    from bumm.people.models import User
    assert User.objects.filter(username="x").count()==0
    assert Page.objects.count() >= 1
    User.objects.create(username="x")
    Page.objects.all().delete()
@pytest.mark.django_db
def test_c():
    from wagtail.models import Page
    assert Page.objects.count() >= 1
def test_live(live_server):
    assert urllib.request.urlopen(live_server.url+"/healthz").status == 200
