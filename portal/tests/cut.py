"""What of a page nobody sees whole: cut off, outside of the window, or under other letters."""

from __future__ import annotations

from playwright.sync_api import Page

_FIND = r"""() => {
  const found = [];
  const say = (what, one) => found.push(
    `${what}: <${one.tagName}> ${one.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}`);
  const above = (one, test) => {
    for (let e = one; e; e = e.parentElement) if (test(getComputedStyle(e), e)) return true;
    return false;
  };
  const unseen = style => style.clipPath !== "none";
  for (const one of document.body.querySelectorAll("*:not(svg *)")) {
    const place = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!one.checkVisibility() || !place.width || above(one, unseen)) continue;
    if (/hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1 ||
        /hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1)
      say("cut off", one);
    const scrolls = (style, e) => e !== one && /auto|scroll/.test(style.overflowX);
    if ((place.right > innerWidth + 1 || place.left < -1) && !above(one, scrolls))
      say("outside", one);
  }
  for (const drawing of document.querySelectorAll("svg")) {
    const frame = drawing.getBoundingClientRect();
    const letters = [...drawing.querySelectorAll("text")].filter(one => one.checkVisibility());
    const places = letters.map(one => one.getBoundingClientRect());
    places.forEach((a, i) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1) say("outside", letters[i]);
      for (const b of places.slice(i + 1))
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6)
          say("under other letters", letters[i]);
    });
  }
  return found;
}"""


def what_is_cut(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_FIND)
    return found
