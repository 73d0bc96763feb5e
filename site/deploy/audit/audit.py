"""`make audit`: how fast, accessible and correct the public pages are, measured in a browser on a site with the pilot.

Three parts: Lighthouse on a slow phone, against the budgets of the project; axe on every kind of page; the Nu HTML
checker on every public address. Without --site it runs a copy of this checkout in a temporary folder. Exit code 1 when
anything falls short.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FETCHED = ROOT / ".run" / "audit"
PACKAGES = FETCHED / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update"]
NOT_COPIED = [".git", ".venv", ".run", ".pg", "media", "node_modules", "__pycache__", ".*_cache", ".hypothesis"]
START_SECONDS, PICTURES_SECONDS = 600, 1800
ATTEMPTS = 3  # a browser on a busy machine now and then fails to start a recording
LANGUAGES = {"id": "", "en": "/en"}

MEASURED = {
    "home": "/",
    "listing": "/produk/",
    "product": "/kelurahan/serengan/bintang-kok/slop-kok/",
    "group": "/kelurahan/tipes/perca-melati/",
    "kelurahan": "/kelurahan/tipes/",
    "search": "/produk/?q=kok",
}
# Beside those of the sitemap: what a visitor comes to without a page of its own.
OTHERS = [
    "/produk/",
    "/produk/?hal=2",
    "/produk/?kategori=patchwork&kelurahan=tipes&kelompok=perca-melati&urut=termurah",
    "/produk/?kategori=patchwork&kelurahan=mojosongo",
    "/produk/?q=batk",
    "/produk/?q=zxzxzx",
    "/hubungi/?terkirim=1",
    "/akun/login/",
    "/akun/password/reset/",
    "/akun/password/reset/done/",
    "/akun/signup/",
    "/pola/",
    "/tidak-ada/",
]
ONE_OF_EACH = [
    *MEASURED.values(),
    "/kelurahan/",
    "/kelurahan/gandekan/",
    "/cerita/",
    "/cerita/ibu-ibu-tipes-menjahit/",
    "/tentang/",
    "/hubungi/",
    *OTHERS,
]
FORM = "/hubungi/"

SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
FIRST_VIEW_KB = {"listing": 300, "search": 300, "product": 400}
BUDGETS = {"LCP s": 2.5, "CLS": 0.05, "TBT ms": 150, "HTML KB": 25, "CSS KB": 12, "JS KB": 20, "others": 0}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = [320, 1280]


class Measure(NamedTuple):
    """One page in one language: the figures of the table, by column."""

    page: str
    language: str
    figures: dict[str, float]

    def short(self) -> list[str]:
        """The columns that fall short of a score or go over a budget."""
        most = BUDGETS | {"all KB": FIRST_VIEW_KB.get(self.page, float("inf"))}
        low = [name for name, least in SCORES.items() if self.figures[name] < least]
        return low + [name for name, limit in most.items() if self.figures[name] > limit]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the public pages.")
    parser.add_argument("--site", help="a running site with the pilot, http://127.0.0.1:PORT; otherwise one is started")
    parser.add_argument("--part", choices=PARTS, action="append", help="run this part only; may be repeated")
    parser.add_argument("--runs", type=int, default=5, help="Lighthouse runs a page, of which the median counts")
    chosen = parser.parse_args()
    parts = chosen.part or list(PARTS)
    prepare(parts)
    with running_site(chosen.site) as site:
        wait_for_pictures(site)
        faults = [fault for part in parts for fault in PARTS[part](site, chosen.runs)]
    print()
    for fault in faults:
        print(f"FALLS SHORT  {fault}")
    print(f"{', '.join(parts)}: {f'{len(faults)} fall short' if faults else 'all well'}")
    return 1 if faults else 0


def prepare(parts: list[str]) -> None:
    """See that the tools are there."""
    wanted = {"lighthouse": ["node", "npm"], "axe": [], "nu": ["java", "npm"]}
    missing = {tool for part in parts for tool in wanted[part] if not shutil.which(tool)}
    if not CHROMIUM and {"lighthouse", "axe"} & set(parts):
        missing.add("chromium")
    if missing:
        sys.exit(
            f"Not installed here: {', '.join(sorted(missing))}. On Debian: apt install nodejs npm default-jre chromium"
        )
    if set(parts) != {"axe"}:
        fetch_packages()


def fetch_packages() -> None:
    """Have the packages that are locked beside this file."""
    lock = (HERE / "package-lock.json").read_text()
    done = FETCHED / "done.json"
    if done.exists() and done.read_text() == lock:
        return
    say("Fetching Lighthouse and the Nu checker ...")
    FETCHED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, FETCHED)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.call(command, cwd=FETCHED):
        sys.exit("npm could not fetch the packages; its words are above.")
    done.write_text(lock)


@contextmanager
def running_site(given: str | None) -> Iterator[str]:
    """The address of the site to measure: the one given, or a copy of this checkout that runs until we are done."""
    if given:
        yield given.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        copy = Path(folder) / "site"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
        (copy / "media").mkdir()
        (copy / ".venv").symlink_to(ROOT / ".venv")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        left_out = ("DATABASE_URL", "CACHE_URL", "BUMM_PGDATA", "MEDIA_ROOT", "STORAGE_URL")
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        environment |= {"PORT": str(port), "PYTHONPATH": str(copy / "site")}
        python = str(copy / ".venv" / "bin" / "python")
        say("Starting a copy of the site with the pilot ...")
        local = subprocess.Popen(
            [python, str(copy / "site/deploy/local.py"), "run"], env=environment, cwd=copy, stderr=subprocess.DEVNULL
        )
        try:
            yield wait_until_well(f"http://127.0.0.1:{port}", local)
        finally:
            local.terminate()
            local.wait()
            subprocess.call([python, str(copy / "site/config/database.py"), "stop"], env=environment, cwd=copy)


def wait_until_well(site: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(f"{site}/healthz")
            return site
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit("The copy of the site did not start; `make run` says why.")


def wait_for_pictures(site: str) -> None:
    """Wait until the measured pages show no plain cloth in place of a picture that is still being cut."""
    deadline = time.monotonic() + PICTURES_SECONDS
    while any("img/cloth." in fetch(site + address) for address in MEASURED.values()):
        if time.monotonic() > deadline:
            sys.exit("Pictures are still missing: is the task worker running?")
        say("Waiting for the task worker to cut the pictures ...")
        time.sleep(10)


# Lighthouse


def lighthouse(site: str, runs: int) -> Iterator[str]:
    """Mobile, slow 4G, a CPU four times slower: Lighthouse's defaults."""
    print(f"\nLighthouse, mobile, median of {runs}; a figure beyond its budget is marked *\n")
    columns = [*SCORES, *BUDGETS, "all KB"]
    print(f"{'page':10} {'':2}  " + "  ".join(f"{column:>7.13}" for column in columns))
    for page, address in MEASURED.items():
        for language, prefix in LANGUAGES.items():
            measure = Measure(page, language, middle([look(site + prefix + address) for _run in range(runs)]))
            short = measure.short()
            cells = [f"{measure.figures[name]:g}{'*' if name in short else ' '}" for name in columns]
            widths = [max(len(f"{column:.13}"), 7) for column in columns]
            row = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
            print(f"{page:10} {language:2}  {row}", flush=True)
            yield from (f"{page} in {language}: {name} {measure.figures[name]:g}" for name in short)


def middle(figures: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: median_low([run[name] for run in figures]) for name in figures[0]}


def look(url: str) -> dict[str, float]:
    """One Lighthouse run."""
    fetch(url)  # a page that nobody has asked for yet is not what visitors get
    command = ["node", str(PACKAGES / "lighthouse/cli/index.js"), url, "--output=json", "--quiet"]
    command += ["--disable-full-page-screenshot", f"--chrome-flags={' '.join(QUIET)}"]
    environment = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(command, env=environment, check=False, stdout=subprocess.PIPE)
        if done.returncode == 0:
            return figures_of(json.loads(done.stdout))
    sys.exit(f"Lighthouse failed {ATTEMPTS} times on {url}; its words are above.")


def figures_of(report: dict[str, Any]) -> dict[str, float]:
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    ours = urlsplit(report["finalDisplayedUrl"]).netloc

    def kilobytes(kind: str = "") -> float:
        chosen = [request for request in requests if kind in ("", request.get("resourceType"))]
        return round(sum(request["transferSize"] for request in chosen) / 1024, 1)

    scores = {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
    return scores | {
        "LCP s": round(audits["largest-contentful-paint"]["numericValue"] / 1000, 2),
        "CLS": round(audits["cumulative-layout-shift"]["numericValue"], 3),
        "TBT ms": round(audits["total-blocking-time"]["numericValue"]),
        "HTML KB": kilobytes("Document"),
        "CSS KB": kilobytes("Stylesheet"),
        "JS KB": kilobytes("Script"),
        "others": len([request for request in requests if urlsplit(request["url"]).netloc not in (ours, "")]),
        "all KB": kilobytes(),
    }


# axe


def axe(site: str, runs: int) -> Iterator[str]:
    """WCAG 2.2 AA on one page of each kind, in both languages, at both widths; in the dark as well."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    looked = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(reduced_motion="reduce")
        for address in [prefix + address for address in ONE_OF_EACH for prefix in LANGUAGES.values()]:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(site + address)
                for light in ("light", "dark"):
                    page.emulate_media(color_scheme=light)
                    looked += 1
                    for violation in Axe().run(page, options=options).response["violations"]:
                        node = violation["nodes"][0]["html"][:120]
                        yield f"{address} at {width}, {light}: {violation['id']} {node}"
        browser.close()
    print(f"\naxe: looked at {looked} pages: {len(ONE_OF_EACH)} addresses, two languages, {WIDTHS} px, light and dark")


# Nu


def nu(site: str, runs: int) -> Iterator[str]:
    """The Nu HTML checker on every public address, and on a form with errors."""
    found = re.findall(r"<loc>([^<]+)</loc>", fetch(f"{site}/sitemap.xml"))
    others = [prefix + address for address in OTHERS for prefix in LANGUAGES.values()]
    addresses = [urlsplit(address).path for address in found] + others
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, address in enumerate(addresses):
            files[f"{number}.html"] = address
            (Path(folder) / f"{number}.html").write_text(fetch(site + address))
        files["form.html"] = f"{FORM} with errors"
        (Path(folder) / "form.html").write_text(fetch_form_with_errors(site + FORM))
        jar = next(PACKAGES.glob("vnu-jar/build/dist/vnu.jar"))
        command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", folder]
        said = subprocess.run(command, stderr=subprocess.PIPE, check=True, text=True).stderr
    print(f"\nNu HTML checker: read {len(files)} pages")
    for message in json.loads(said)["messages"]:
        where = files[Path(urlsplit(message["url"]).path).name]
        line = f"{where}, line {message.get('lastLine', '?')}: {message['message']}"
        if message["type"] == "info":
            print(f"  note  {line}")
        else:
            yield line


def fetch(url: str, opener: urllib.request.OpenerDirector | None = None, data: bytes | None = None) -> str:
    """The body of a page, whatever its status. Reads as browsers do, so that it warms what they will get."""
    request = urllib.request.Request(url, data, {"Accept-Encoding": "gzip"})  # noqa: S310
    try:
        response = (opener or urllib.request.build_opener()).open(request, timeout=60)
    except urllib.error.HTTPError as refusal:
        response = refusal
    body: bytes = response.read()
    return (gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body).decode()


def fetch_form_with_errors(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', fetch(url, opener))
    return fetch(url, opener, urlencode({"csrfmiddlewaretoken": token[1] if token else "", "name": "Bu Sri"}).encode())


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


PARTS = {"lighthouse": lighthouse, "axe": axe, "nu": nu}

if __name__ == "__main__":
    sys.exit(main())
