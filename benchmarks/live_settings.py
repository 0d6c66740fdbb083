"""The site's own settings, with the floor beside its pages."""

from mlscore_site.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.live_urls"
