"""A real Chromium, logged in as the administrator, that remembers everything that goes wrong."""

import shutil
import time

import pytest
from playwright.sync_api import Error, sync_playwright
from served import pictures

SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE_MS = 30_000
_QUIET_MS = 250
# Chromium never reports the end of a shared worker's script
_ENDLESS = "/bus/websocket_worker_bundle"


@pytest.fixture(scope="session")
def browser():
    """Return the system's own Chromium, without a window."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    assert program, "Chromium is missing (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        # in containers /dev/shm is small and user namespaces are closed
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path=program, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def session_state(browser, shop):
    """Log in once, through the login page; return the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{shop['url']}/web/login")
    page.fill("input[name=login]", shop["adminLogin"])
    page.fill("input[name=password]", shop["adminPassword"])
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar", timeout=_PATIENCE_MS)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def contexts(browser, session_state):
    """Return a browser context of each size. All tests share them: a new one would fetch and compile Odoo's scripts anew."""
    made = {
        size: browser.new_context(
            viewport=viewport,
            storage_state=session_state,
            has_touch=size == "phone",
            is_mobile=size == "phone",
            timezone_id="Asia/Kolkata",
            locale="en-IN",
        )
        for size, viewport in SIZES.items()
    }
    yield made
    for context in made.values():
        context.close()


class Screen:
    """A browser page that collects console errors, exceptions and failed requests.

    :param context: of the browser
    :param str size: key of SIZES.
    """

    def __init__(self, context, url, size):
        self.url, self.size = url, size
        self.page = context.new_page()
        self.page.set_default_timeout(_PATIENCE_MS)
        self.problems = []
        self._pending = set()
        self._calls = []
        self.page.on("request", self._request)
        self.page.on("requestfinished", self._ended)
        self.page.on("requestfailed", self._ended)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.page.on("response", self._response)

    def _console(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def _request(self, request):
        if _ENDLESS not in request.url:
            self._pending.add(request)

    def _ended(self, request):
        self._pending.discard(request)

    def _response(self, response):
        if response.status >= 400:
            self.problems.append(f"HTTP {response.status}: {response.url}")
        elif "/web/dataset/" in response.url or "/web/action/" in response.url:
            self._calls.append(response)

    def open(self, path):
        """Go to a path of the back office and wait until it has drawn itself."""
        self._pending.clear()
        self.page.goto(self.url + path)
        self.page.wait_for_selector(
            ".o_action_manager > *, .o_dialog .modal-content, .o_error_dialog"
        )
        self.settle()

    def settle(self):
        """Wait until requests have ended and nothing is loading."""
        deadline = time.monotonic() + _PATIENCE_MS / 1000
        quiet = 0
        while quiet < 2:
            self.page.wait_for_timeout(_QUIET_MS / 2)
            quiet = 0 if self._pending else quiet + 1
            if time.monotonic() > deadline:
                waiting = ", ".join(request.url for request in self._pending)
                raise AssertionError(f"still loading after {_PATIENCE_MS / 1000} s: {waiting}")

    def check(self, what):
        """Fail if anything went wrong so far, or if something sticks out to the right."""
        self._read_answers()
        for selector in (".o_error_dialog", ".o_notification.border-danger"):
            for element in self.page.query_selector_all(selector):
                self.problems.append(f"shown: {element.inner_text()[:500]}")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 1:
            self.problems.append(f"the page is {wide} px wider than the screen")
        assert not self.problems, f"{what}, {self.size}:\n" + "\n".join(self.problems)

    def _read_answers(self):
        """Note the server's own words for a call that failed: Odoo answers 200 to those too."""
        for response in self._calls:
            try:
                error = response.json().get("error")
            except Error:
                continue  # the page has moved on, its answers are gone
            if error:
                text = error["data"].get("debug") or error["data"]["message"]
                self.problems.append(f"{response.url}: {text[-1500:]}")
        self._calls.clear()

    def picture(self, name):
        """Save a screenshot."""
        safe = "".join(letter if letter.isalnum() else "-" for letter in name).strip("-").lower()
        self.page.screenshot(path=pictures() / f"{safe}-{self.size}.png")


@pytest.fixture(params=SIZES)
def screen(request, contexts, shop):
    """Return a Screen; each test runs once a size."""
    made = Screen(contexts[request.param], shop["url"], request.param)
    yield made
    made.page.close()
