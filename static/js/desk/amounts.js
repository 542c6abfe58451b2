// Amounts as people type them, counted in millionths so that none is ever a float.

const PLACES = 6;
const ONE = 10n ** BigInt(PLACES);
const YUAN_PER_WAN = 10_000n;
const CENTS = { yuan: ONE / 100n, wan: 1n }; // millionths of the unit that make 分
const BLANKS = new Set(["", "-", "—", "--", "——", "/", "无"]);
const FORM = /^(-?)(\d*)(?:\.(\d*))?$/;

let page = ""; // the unit of the amounts of the page, where there is one

/** Amounts of the page are in `unit` (`yuan` or `wan`): others are converted as they are read. */
export function measureIn(unit) {
  page = unit;
}

/** What was typed without full-width forms, separators, blanks and the name of the unit. */
export function plain(text) {
  const clean = text
    .normalize("NFKC")
    .replace(/[\s,，¥￥]/g, "")
    .replace(/(万元|元)$/, "");
  const bracketed = /^\((.*)\)$/.exec(clean);
  return bracketed ? `-${bracketed[1]}` : clean;
}

/**
 * Millionths of an amount, null for a blank or a dash, undefined for what is no amount.
 *
 * `unit` is that of an amount which does not state its own.
 */
export function parse(text, unit = page) {
  const clean = plain(text);
  if (BLANKS.has(clean)) return null;
  const [, sign, whole, decimals = ""] = FORM.exec(clean) ?? [];
  if (whole === undefined || (!whole && !decimals) || decimals.length > PLACES) return undefined;
  const count = BigInt(whole || "0") * ONE + BigInt(decimals.padEnd(PLACES, "0"));
  return inPage(sign ? -count : count, unitIn(text) || unit);
}

function unitIn(text) {
  const [, wan, yuan] = /(?:(万元)|(元))\s*$/.exec(text) ?? [];
  return wan ? "wan" : yuan ? "yuan" : "";
}

function inPage(count, unit) {
  if (!page || !unit || unit === page) return count;
  if (page === "yuan") return count * YUAN_PER_WAN;
  return count % YUAN_PER_WAN ? undefined : count / YUAN_PER_WAN;
}

/** Whether an amount of the page is one of whole 分, as they are recorded. */
export function isWhole(count) {
  return count % CENTS[page] === 0n;
}

/** Millionths with separators and at least two decimals: `1,234.50`. */
export function format(count) {
  if (count === null) return "";
  const size = count < 0n ? -count : count;
  const whole = (size / ONE).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const decimals = (size % ONE).toString().padStart(PLACES, "0").replace(/0{1,4}$/, "");
  return `${count < 0n ? "-" : ""}${whole}.${decimals}`;
}

/** Whether two texts are the same amount; texts that are none only when they are equal. */
export function same(a, b) {
  const [one, other] = [parse(a), parse(b)];
  return one === undefined || other === undefined ? a === b : one === other;
}
