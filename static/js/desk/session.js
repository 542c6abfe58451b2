// Asking the server in the name of who is signed in, and what to say when nobody is any more.

const FORBIDDEN = [401, 403]; // 403: signed in again elsewhere, with another token

/** The session is over; what was typed is still in the page. */
export class SignedOut extends Error {
  constructor() {
    super("登录已结束，您填的内容仍在本页，重新登录后自动保存");
  }
}

/** `fetch` by a script of this page; throws `SignedOut`. */
export async function request(url, { headers = {}, ...options }) {
  const response = await fetch(url, {
    ...options,
    headers: { ...headers, "X-CSRFToken": token(), "X-Requested-With": "XMLHttpRequest" },
  });
  if (FORBIDDEN.includes(response.status)) throw new SignedOut();
  return response;
}

/** Signing in again in another window changes the cookie, not this page. */
function token() {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

/** Say `text` in the line about saving; after the end of the session with a way to a new one. */
export function say(place, text, isBad, isSignedOut = false) {
  if (place.dataset.said === text) return;
  place.dataset.said = text;
  place.textContent = text;
  place.classList.toggle("bad", isBad);
  if (isSignedOut) place.append("。", signInLink());
}

function signInLink() {
  const link = document.createElement("a");
  link.href = document.querySelector(".desk-frame").dataset.signInUrl;
  link.target = "_blank";
  link.textContent = "在新窗口登录";
  return link;
}
