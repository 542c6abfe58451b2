// The page of a document: 打印、分享、关闭 beside the browser's own menu, and its contents.
const deeds = {
  print: () => window.print(),
  share: async ({ address, title }, say) => {
    if (navigator.share) {
      await navigator.share({ url: address, title }).catch(() => {}); // the reader thought better
    } else {
      await navigator.clipboard.writeText(address).then(
        () => say("永久网址已复制"),
        () => say(`永久网址：${address}`),
      );
    }
  },
  close: () => {
    window.close(); // only a page that another one opened can
    if (history.length > 1) history.back();
    else location.assign("/");
  },
};

for (const tools of document.querySelectorAll(".tools")) {
  const status = tools.querySelector("[role=status]");
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-does]");
    if (button) deeds[button.dataset.does](button.dataset, (text) => { status.textContent = text; });
  });
}

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
