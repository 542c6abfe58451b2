// The contents of a document: open beside it, a bar above it on a phone; either says where in it
// the reader is. Without this file they are a list to open.
const nav = document.querySelector(".disclosure .contents");
const details = nav?.querySelector("details");
const wide = matchMedia("(min-width: 75rem)");
const where = document.createElement("small");

function places() {
  const found = [];
  for (const link of nav.querySelectorAll("a")) {
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (place) found.push({ link, place });
  }
  return found;
}

// The last heading that has come to the top, where a link to it brings it; at the end of the page
// the last one of all, which may be too short to come there.
function mark(all) {
  const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const line = atEnd ? innerHeight : 140;
  let here = null;
  for (const one of all) {
    if (one.place.getBoundingClientRect().top > line) break;
    here = one.link;
  }
  const before = nav.querySelector("[aria-current]");
  if (here === before) return;
  before?.removeAttribute("aria-current");
  here?.setAttribute("aria-current", "location");
  where.textContent = here?.textContent.trim() ?? "";
  if (here && wide.matches) keepInSight(here);
}

function keepInSight(link) {
  const frame = nav.getBoundingClientRect();
  const seen = link.getBoundingClientRect();
  if (seen.top < frame.top || seen.bottom > frame.bottom) {
    nav.scrollTop += seen.top - frame.top - frame.height / 3;
  }
}

if (details) {
  const all = places();
  const fit = () => { details.open = wide.matches; };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark(all);
    });
  };
  nav.classList.add("ready");
  details.querySelector("summary").append(where);
  nav.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) details.open = false;
  });
  wide.addEventListener("change", fit);
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  fit();
  mark(all);
}
