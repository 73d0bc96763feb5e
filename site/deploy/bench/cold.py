"""The same, with every page put together anew for each visitor: no kept pages. Kept cards stay."""

from bench.warm import *  # noqa: F403
from bench.warm import MIDDLEWARE

MIDDLEWARE.remove("config.page_cache.PageCache")
