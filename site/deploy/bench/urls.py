from config.urls import urlpatterns as site_urlpatterns
from django.urls import path

from bench.bodies import trivial

urlpatterns = [path("trivial/<slug:name>/", trivial), *site_urlpatterns]
