"""The app's own addresses, and the floor's beside them."""

from django.urls import include, path

from .floor import floor

urlpatterns = [path("_floor/", floor), path("", include("mlscore_site.urls"))]
