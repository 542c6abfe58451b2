// A page that saves by sending a form, and takes what follows from it out of the page that comes
// back: there is one way to save, with scripts or without.

import { request, say as sayIn } from "./session.js";

const saved = document.getElementById("saved");

/**
 * Send a form. Answers the page as it is now, and whether what was sent is in it; throws
 * `SignedOut`.
 */
export async function send(body) {
  body.delete("csrfmiddlewaretoken"); // the header has the one of now
  const response = await request(location.pathname, { method: "POST", body });
  if (!response.headers.get("Content-Type")?.startsWith("text/html") || response.status >= 500) {
    throw new Error(response.statusText);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
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
export function say(words, isBad = false, isSignedOut = false) {
  sayIn(saved, words, isBad, isSignedOut);
}
