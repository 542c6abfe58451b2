// A page that saves by sending a form, and takes what follows from it out of the page that comes
// back: there is one way to save, with scripts or without.

const saved = document.getElementById("saved");

/** Send a form. Answers the page as it is now, and whether what was sent is in it. */
export async function send(body) {
  const response = await fetch(location.pathname, { method: "POST", body });
  if (!response.headers.get("Content-Type")?.startsWith("text/html") || response.status >= 500) {
    throw new Error(response.statusText);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!fresh.getElementById("saved")) throw new Error("not the page"); // signed out meanwhile
  return { fresh, isSaved: response.ok };
}

/** Bring every live place to what the fresh page says; `changed` is told those that differ. */
export function refresh(fresh, changed = () => {}) {
  for (const place of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(place.id);
    if (other && place.innerHTML !== other.innerHTML) {
      place.innerHTML = other.innerHTML;
      changed(place);
    }
  }
}

/** What the page says of its state, beside the navigation. */
export function say(words, isBad = false) {
  saved.textContent = words;
  saved.classList.toggle("bad", isBad);
}
