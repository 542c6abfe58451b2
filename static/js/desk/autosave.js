// Saves fields of a form as they are left, one request at a time.
//
// A field `name` holds the address of a value, its neighbour `old:<name>` what the server has.
// Nothing is lost in silence: what could not be saved stays in the page, and the page says so.

import { same } from "./amounts.js";
import { decide } from "./conflict.js";
import { request, say, SignedOut } from "./session.js";

const PAUSE = 800; // ms of rest before saving
const RETRY = 8000;

/** Whether a refusal is about a change, or about all of them. */
function concerns(wrong, change) {
  return !wrong.path || `${change.path}/`.startsWith(`${wrong.path}/`)
    || `${wrong.path}/`.startsWith(`${change.path}/`);
}

export class Autosave extends EventTarget {
  #form;
  #url;
  #touched = new Set();
  #refused = new Map(); // field -> the value that the server refused
  #refusal = ""; // what was said of them
  #timer = 0;
  #running = null;
  #more = []; // changes besides those of fields
  #failed = false;
  #said; // when all was saved last
  since = null; // the revision that the page shows, where the page follows what others do

  constructor(form, url) {
    super();
    this.#form = form;
    this.#url = url;
    this.#said = document.getElementById("saved").textContent.trim();
    addEventListener("online", () => this.#failed && this.flush());
    addEventListener("beforeunload", (event) => this.isClean || event.preventDefault());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  /** The field of that name; a computed `<output>` has only its id. */
  field(path) {
    return this.#form.querySelector(`[name="${CSS.escape(path)}"]`);
  }

  old(field) {
    return this.#form.elements.namedItem(`old:${field.name}`);
  }

  isDirty(field) {
    return !same(field.value, this.old(field).value);
  }

  /** Changes of nothing that go before those of `fields`: they conflict when a record moved. */
  guards() {
    return [];
  }

  /** Whether the conflicts are not about values to choose from, and have been told. */
  isTold() {
    return false;
  }

  /** Whether somebody put something here that the server does not have. */
  isTyped(field) {
    return this.#touched.has(field) && this.isDirty(field);
  }

  /** Somebody changed a field: save it in a moment. */
  touch(field) {
    this.#touched.add(field);
    this.#rest(PAUSE);
    if (this.isDirty(field)) this.#say("尚未保存");
  }

  /** Something beside a refused field changed: try it again. */
  reconsider(field) {
    this.#refused.delete(field);
  }

  /** Whether the server has all that the page shows. */
  get isClean() {
    return !this.#dirty().length && !this.#more.length;
  }

  /** Resolves when nothing is on its way to the server. */
  async settled() {
    while (this.#running) await this.#running;
  }

  /** Save all that is touched and the changes that are waiting. Resolves to `isClean`. */
  async flush() {
    clearTimeout(this.#timer);
    await this.settled();
    const fields = this.#unsent();
    if (!fields.length && !this.#more.length) {
      if (this.isClean) this.#say(this.#said);
      return this.isClean;
    }
    this.#running = this.#send(fields);
    await this.#running;
    this.#running = null;
    if (!this.#failed && this.#unsent().length) this.#rest(PAUSE);
    return this.isClean;
  }

  /** Save changes that are not those of a field of the page, in the unit of the page. */
  add(changes) {
    this.#more.push(...changes);
    return this.flush();
  }

  /** Make recorded changes (amounts in yuan) and nothing else. Resolves to whether it was done. */
  async exactly(changes) {
    if (!(await this.flush())) return false;
    this.#running = this.#request({ unit: "yuan", changes, exact: true });
    const isSaved = await this.#running;
    this.#running = null;
    return isSaved;
  }

  #rest(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  #dirty() {
    return [...this.#touched].filter((field) => this.isDirty(field));
  }

  #unsent() {
    return this.#dirty().filter((field) => this.#refused.get(field) !== field.value);
  }

  async #send(fields) {
    const typed = fields.map((field) => ({
      path: field.name,
      old: this.old(field).value,
      new: field.value,
    }));
    const changes = [...this.#more, ...this.guards(fields), ...typed];
    return this.#request({ unit: this.#form.elements.unit.value, changes });
  }

  async #request(asked) {
    const body = this.since === null ? asked : { ...asked, since: this.since };
    this.#say("正在保存…");
    let status, answer;
    try {
      [status, answer] = await this.#post(body);
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      this.#rest(RETRY);
      if (error instanceof SignedOut) this.#say(`未保存：${error.message}`, true, true);
      else this.#say(`未保存：${error.message}。您填的数仍在本页，稍后自动再试`, true);
      return false;
    }
    if (status === 200) return this.#saved(asked, answer);
    if (status === 409) return this.#clash(answer.conflicts);
    this.#more = this.#more.filter((one) => !answer.errors.some((wrong) => concerns(wrong, one)));
    return this.#refuse(answer.errors);
  }

  async #post(body) {
    let response;
    try {
      response = await request(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch (error) {
      throw error instanceof SignedOut ? error : new Error("连不上服务器");
    }
    if (![200, 400, 409, 422].includes(response.status)) {
      throw new Error(`服务器出错（${response.status}）`);
    }
    return [response.status, await response.json()];
  }

  #saved({ changes, exact }, answer) {
    if (exact) return this.#restored(answer);
    const sent = new Map(changes.map((change) => [change.path, change.new]));
    this.#more = this.#more.filter((one) => !changes.includes(one));
    if (this.since !== null) this.since = answer.revision;
    for (const [path, text] of Object.entries(answer.others ?? {})) this.#follow(path, text ?? "");
    for (const [path, text] of new Map([...sent, ...Object.entries(answer.computed)])) {
      this.#take(path, text ?? "", sent.get(path));
    }
    return this.#done(answer);
  }

  /** Recorded changes were made: what they are is shown, whatever stood there. */
  #restored(answer) {
    if (this.since !== null) this.since = answer.revision;
    const texts = { ...answer.others, ...answer.computed };
    for (const [path, text] of Object.entries(texts)) this.#follow(path, text ?? "");
    return this.#done(answer);
  }

  #done(answer) {
    this.#said = `已保存 ${answer.saved_at.slice(11, 16)}`;
    if (this.#unsent().length < this.#dirty().length) this.#say(this.#refusal, true);
    else this.#say(this.#said);
    this.dispatchEvent(new CustomEvent("saved", { detail: answer }));
    return true;
  }

  /** The server has `text` now; shown unless somebody typed on, or is typing. */
  #take(path, text, sent) {
    const field = this.field(path);
    if (!field) return;
    const isMine = sent === undefined ? this.isTyped(field) : field.value !== sent;
    this.old(field).value = text;
    this.#mark(field, "");
    if (isMine) return;
    this.#touched.delete(field);
    if (field === document.activeElement && sent !== undefined) return; // as typed, till it is left
    if (field.value === text) return;
    field.value = text;
    if (field === document.activeElement) field.select?.();
  }

  /** Somebody else set `text`; what is typed here against it will clash when it is saved. */
  #follow(path, text) {
    const field = this.field(path);
    if (!field || this.isTyped(field)) return;
    this.old(field).value = field.value = text;
    if (field === document.activeElement) field.select();
  }

  async #clash(conflicts) {
    this.#say(`未保存：有 ${conflicts.length} 格与他人的改动冲突`, true);
    if (this.isTold(conflicts)) return false;
    const decided = await decide(conflicts, (path) => this.field(path)?.ariaLabel ?? path);
    if (!decided) return false;
    this.#more = this.#more.filter(({ path }) => !this.field(path));
    for (const { path, theirs, keepsMine } of decided) {
      const field = this.field(path);
      if (!field) this.#settle(path, theirs, keepsMine);
      if (!field) continue;
      this.old(field).value = theirs ?? "";
      if (!keepsMine) field.value = theirs ?? "";
      // A change of nothing, whose answer brings what else the others changed.
      if (!keepsMine) this.#more.push({ path, old: theirs, new: theirs });
      this.touch(field);
    }
    this.dispatchEvent(new Event("decided"));
    this.#rest(PAUSE);
    return false;
  }

  /** The same for a waiting change that has no field here. */
  #settle(path, theirs, keepsMine) {
    const meant = this.#more.find((one) => one.path === path);
    if (meant && keepsMine) meant.old = theirs;
    else this.#more = this.#more.filter((one) => one !== meant);
  }

  #refuse(errors) {
    for (const { path, message } of errors) {
      const field = path && this.field(path);
      if (!field) continue;
      this.#refused.set(field, field.value);
      this.#mark(field, message);
    }
    const [{ path, message }] = errors;
    const field = path && this.field(path);
    if (!field) this.#touched.forEach((one) => this.#refused.set(one, one.value));
    this.#refusal = `未保存：${field ? `${field.ariaLabel} ` : ""}${message}`;
    this.#say(this.#refusal, true);
    this.dispatchEvent(new CustomEvent("refused", { detail: errors }));
    return false;
  }

  #mark(field, message) {
    field.closest("td")?.classList.toggle("wrong", Boolean(message));
    field.title = message;
    if (message) field.ariaInvalid = "true";
    else field.removeAttribute("aria-invalid");
  }

  #say(text, isBad = false, isSignedOut = false) {
    say(document.getElementById("saved"), text, isBad, isSignedOut);
  }
}
