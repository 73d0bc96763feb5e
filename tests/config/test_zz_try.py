import socket, threading, time, urllib.request
import pytest
from django.db import connection
@pytest.mark.django_db
def test_a():
    from wagtail.models import Page
    print(connection.settings_dict["NAME"])
    assert Page.objects.count() >= 1
    with connection.cursor() as c:
        c.execute("show synchronous_commit"); assert c.fetchone()[0]=="off"
        c.execute("show fsync"); print(c.fetchone())
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
    print(urllib.request.urlopen(live_server.url+"/healthz").status)
def test_net():
    for f in (lambda: urllib.request.urlopen("http://example.com/"), lambda: socket.create_connection(("10.1.2.3", 80)), lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("8.8.8.8", 53))):
        with pytest.raises(pytest.fail.Exception, match="closed"): f()
    socket.getaddrinfo("localhost", 80); a,b=socket.socketpair(); a.send(b"1")
    with pytest.raises(ConnectionRefusedError): socket.create_connection(("127.0.0.1", 9))
def test_nodb():
    with pytest.raises(RuntimeError): 
        with connection.cursor() as c: pass
