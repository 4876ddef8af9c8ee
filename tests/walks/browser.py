"""A browser that counts: taps, typed characters, pages and bytes of a walk, held against the figures of UX 1 and 5."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from tests.walks import axe

#: Screenshots are kept where this says; nowhere without it.
SHOTS = os.environ.get("YICHUANG_SHOTS", "")
PHONE, DESK = (360, 640), (1440, 900)
#: Walks of officials' pages: first of all at a desk; everybody else's first of all on a phone.
OF_STAFF = frozenset(
    f"test_{name}.py"
    for name in ("desk", "hall", "queue", "reach", "retention", "staff_look", "studio", "unsealed", "window")
)
#: The innermost elements that reach beyond the right edge, as they begin.
STICKS_OUT = """[...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .filter((e, _, all) => !all.some(other => other !== e && e.contains(other)))
  .slice(0, 5).map(e => e.outerHTML.slice(0, 160))"""

#: What is wrong with how the page's forms behave when pressed: busy, slow and offline are the same on every view, or it
#: is listed. Nothing is sent; nothing is asked where the page is waiting already.
PRESSED = """async () => {
  const waiting = document.getElementById('waiting'), wrong = [], hold = event => event.preventDefault();
  if (waiting && !waiting.hidden) { return wrong; }
  const press = form => {
    const event = new SubmitEvent('submit', {bubbles: true, cancelable: true});
    form.dispatchEvent(event);
    return event;
  };
  for (const form of document.querySelectorAll('form')) {
    const say = what => wrong.push(`${form.getAttribute('action') || location.pathname}: ${what}`);
    for (const state of ['busy', 'slow', 'offline']) {
      if (!waiting || !waiting.dataset[state]) { say(`has no words for ${state}`); }
    }
    Object.defineProperty(navigator, 'onLine', {value: false, configurable: true});
    if (!press(form).defaultPrevented) { say('sends into a network that is not there'); }
    if (!waiting || waiting.hidden || waiting.textContent !== waiting.dataset.offline) { say('is silent offline'); }
    delete navigator.onLine;
    window.dispatchEvent(new Event('online'));
    window.addEventListener('submit', hold, true);
    press(form);
    window.removeEventListener('submit', hold, true);
    await new Promise(done => setTimeout(done, 0));
    if (!press(form).defaultPrevented) { say('is sent twice'); }
    if ([...form.querySelectorAll('button')].some(button => !button.disabled)) { say('can be pressed twice'); }
    window.dispatchEvent(new Event('pageshow'));
    if ([...form.querySelectorAll('button')].some(button => button.disabled)) { say('stays locked after Back'); }
  }
  return wrong;
}"""


@dataclass
class Walker:
    """One person at one browser window."""

    context: BrowserContext
    page: Page
    base: str
    size: tuple[int, int]
    script: bool
    taps: int = 0
    typed: int = 0
    pages: int = 0
    seconds: float = 0
    seen: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response | None:
        """Open an address of the site, as a link or bookmark would."""
        return self.page.goto(self.base + path)

    def tap(self, what: str | Locator, exact: bool = False) -> None:
        """Press a button or link of the page's content by its words; waits for the page that follows."""
        self.taps += 1
        self._pressed(what, exact).click()
        self.page.wait_for_load_state("load")

    def _pressed(self, what: str | Locator, exact: bool) -> Locator:
        if not isinstance(what, str):
            return what
        main = self.page.locator("main")
        button, link = (
            main.get_by_role("button", name=what, exact=exact),
            main.get_by_role("link", name=what, exact=exact),
        )
        return button.or_(link).first

    def type(self, label: str, text: str, exact: bool = False) -> None:
        """Type into a field by its label."""
        self.typed += len(text)
        self.page.get_by_label(label, exact=exact).first.fill(text)

    def sees(self, *words: str) -> None:
        """The page shows these words."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def count(self) -> None:
        """Begin to count."""
        self.taps = self.typed = self.pages = 0
        self.seconds = 0

    def answered(self) -> None:
        """Time for the question on this page by the French public model: 10 s a short field, its label and help read
        at 140 words a minute (a Chinese word has 1.7 characters); the words of options are not counted.
        """
        letters = sum(len(text) for text in self.page.locator("h1, #help").all_inner_texts())
        self.seconds += 10 + letters / (140 * 1.7) * 60

    @property
    def heading(self) -> str:
        """The page's first heading."""
        return self.page.locator("h1").first.inner_text()

    def look(self, name: str) -> None:
        """This page is in order: axe, no sideways scroll, no word out of place, no form that leaves one in doubt.

        And a picture of it is kept where one is wanted.
        """
        self.seen.append(name)
        self.picture(name)
        self.fits()
        self.reads_well()
        if self.script:
            self.axe(name)
            self.tells_what_is_on_its_way()

    def picture(self, name: str) -> None:
        """Keep a picture of the page where one is wanted."""
        if SHOTS:
            folder = Path(SHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            mark = "" if self.script else "-noscript"
            self.page.screenshot(path=folder / f"{name}-{self.size[0]}{mark}.png", full_page=True)

    def fits(self) -> None:
        """Nothing makes the page scroll sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            raise AssertionError(f"{self.page.url}: {wide} px too wide: {self.page.evaluate(STICKS_OUT)}")

    def reads_well(self) -> None:
        """No screen prints NaN, None, undefined, a negative number of days, a raw code or a template."""
        text = self.page.locator("body").inner_text()
        found = re.search(r"NaN|\bNone\b|undefined|null\b|-\d+ ?(天|days)|%\(|\{\{|\{%|请知悉|1970年|1969年", text)
        assert not found, f"{self.page.url}: prints {found.group()}" if found else ""

    def tells_what_is_on_its_way(self) -> None:
        """Each form, when pressed, is locked until the answer is there, and sends nothing where there is no network."""
        found = self.page.evaluate(PRESSED)
        assert not found, f"{self.page.url}: {found}"

    def axe(self, name: str) -> None:
        """axe finds nothing."""
        found = axe.violations(self.page)
        assert not found, f"{name}, {self.page.url}:\n{found}"

    def small_targets(self) -> list[str]:
        """Controls smaller than 44 × 44 px (a box with its label), inline links in sentences apart."""
        return list(
            self.page.evaluate(
                """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
                  .filter(e => !e.closest('.away, .skip') && getComputedStyle(e).display !== 'inline')
                  .map(e => [e, e.matches('[type=checkbox], [type=radio]') && e.closest('label') || e])
                  .map(([e, target]) => [e, target.getBoundingClientRect()])
                  .filter(([e, r]) => r.width && (r.height < 43.5 || r.width < 43.5))
                  .map(([e, r]) => `${Math.round(r.width)}×${Math.round(r.height)} ${e.outerHTML.slice(0, 120)}`)"""
            )
        )
