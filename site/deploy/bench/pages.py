"""`make bench`: requests a second for home, listing and product, beside two yardsticks under the same server.

The yardsticks answer a body of the same size: a trivial Django view, and a bare Wagtail page with a one-line template.
Rounds are interleaved, so that a machine that gets slower or faster meets all alike. One JSON line a figure; ratios are
what counts. Needs the embedded database with the pilot (`make run` once), and wrk.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import local

PAGES = {
    "home": "/",
    "listing": "/produk/",
    "product": "/kelurahan/tipes/perca-melati/tas-perca/",
}
SETTINGS = {"warm": "bench.warm", "cold": "bench.cold", "nothing kept": "bench.bare"}
# What each page is held against in each state, and the least share of it that it should reach.
YARDSTICKS = {
    "warm": {"home": ("trivial", 0.7), "listing": ("trivial", 0.7), "product": ("trivial", 0.7)},
    "cold": {"home": ("bare", 0.4), "listing": ("bare", 0.4), "product": ("bare", 0.6)},
    "nothing kept": {"home": ("bare", 0.4), "listing": ("bare", 0.4), "product": ("bare", 0.6)},
}
ROUNDS = int(os.environ.get("ROUNDS") or 5)
SECONDS = int(os.environ.get("SECONDS") or 3)
BARE_PAGES = """
from home.models import HomePage
from wagtail.models import Page
home = HomePage.objects.get()
Page.objects.filter(slug__startswith="bare-").delete()
home.refresh_from_db()
for name in {names}:
    home.add_child(instance=Page(title=name, slug=f"bare-{{name}}"))
"""
NO_BARE_PAGES = """
from wagtail.models import Page
for page in Page.objects.filter(slug__startswith="bare-"):
    page.delete()
"""


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (on Debian: apt-get install wrk).")
    with ExitStack() as stack:
        bodies = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = local.environment_of_this_copy() | {"BENCH_BODIES": str(bodies)}
        environment["PYTHONPATH"] += os.pathsep + str(Path(__file__).resolve().parents[1])
        local.collect_static(environment)
        shell(BARE_PAGES.format(names=list(PAGES)), environment)
        stack.callback(shell, NO_BARE_PAGES, environment)
        servers = {state: serve(number, state, environment, stack) for number, state in enumerate(SETTINGS)}
        for name, path in PAGES.items():
            (bodies / f"{name}.html").write_bytes(read(servers["warm"] + path))
        for state, server in servers.items():
            measure(state, server, environment.get("CACHE_URL") or "files")


def serve(number: int, state: str, environment: dict[str, str], stack: ExitStack) -> str:
    """Start the web server of `make run` with other settings on a port of its own; returns its address."""
    port = local.PORT + 60 + number
    command = [word.replace(str(local.PORT), str(port)) for word in local.web_server()]
    settings = environment | {"DJANGO_SETTINGS_MODULE": SETTINGS[state], "SITE_URL": f"http://127.0.0.1:{port}"}
    process = stack.enter_context(subprocess.Popen(command, env=settings, cwd=local.ROOT))
    stack.callback(process.terminate)
    address = f"http://127.0.0.1:{port}"
    for _try in range(300):
        try:
            read(f"{address}/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return address
    sys.exit(f"{address} does not answer.")


def measure(state: str, server: str, cache: str) -> None:
    """Interleave all addresses of a state over the rounds, and print each page's share of its yardstick."""
    paths = dict(PAGES)
    for name in PAGES:
        paths |= {f"trivial {name}": f"/trivial/{name}/", f"bare {name}": f"/bare-{name}/"}
    rates: dict[str, list[float]] = {name: [] for name in paths}
    for path in paths.values():
        for _visit in range(3):
            read(server + path)
    for _round in range(ROUNDS):
        for name, path in paths.items():
            rates[name].append(requests_a_second(server + path))
    for name, (yardstick, least) in YARDSTICKS[state].items():
        shares = [own / other for own, other in zip(rates[name], rates[f"{yardstick} {name}"], strict=True)]
        figure = {
            "bench": "pages",
            "state": state,
            "cache": "none" if state == "nothing kept" else cache,
            "page": name,
            "requests_a_second": round(statistics.median(rates[name])),
            "trivial_view": round(statistics.median(rates[f"trivial {name}"])),
            "bare_wagtail_page": round(statistics.median(rates[f"bare {name}"])),
            "held_against": yardstick,
            "ratio": round(statistics.median(shares), 2),
            "least": least,
        }
        print(json.dumps(figure), flush=True)


def requests_a_second(address: str) -> float:
    run = ["wrk", "--threads", "1", "--connections", "4", "--duration", f"{SECONDS}s", address]
    printed = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in printed:
        sys.exit(f"{address} answers with errors:\n{printed}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found, printed  # noqa: S101
    return float(found[1])


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as response:  # noqa: S310
        return bytes(response.read())


def shell(code: str, environment: dict[str, str]) -> None:
    subprocess.run([*local.MANAGE, "shell", "--verbosity=0", "--command", code], env=environment, check=True)


if __name__ == "__main__":
    main()
