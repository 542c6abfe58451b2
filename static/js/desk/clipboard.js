// What Excel, WPS, Word or a browser put on the clipboard, as rows of texts.

/** Rows of cells, all of one length; null for a single text, which is nobody's block. */
export function rowsOf(clipboard) {
  const text = clipboard.getData("text/plain").replace(/[\r\n]+$/, "");
  if (text.includes("\t")) return cellsOf(text);
  const table = rowsOfTable(clipboard.getData("text/html"));
  if (table && (table.length > 1 || table[0].length > 1)) return table;
  return /[\r\n]/.test(text) ? cellsOf(text) : null;
}

/** Cells of tab-separated text; a cell in quotes may hold tabs, line ends and doubled quotes. */
export function cellsOf(text) {
  const rows = [[]];
  const form = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let found; form.lastIndex < text.length && (found = form.exec(text)); ) {
    rows.at(-1).push((found[1]?.replaceAll('""', '"') ?? found[2]).trim());
    if (found[3] !== "\t" && form.lastIndex < text.length) rows.push([]);
  }
  return level(rows);
}

/** The first table of a page; cells that a merged one covers are blank, as in the text of Excel. */
function rowsOfTable(html) {
  // Styles would be refused by the policy of the page, and say nothing here.
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*')/gi, "");
  const table = new DOMParser().parseFromString(bare, "text/html").querySelector("table");
  if (!table) return null;
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((tr, down) => {
    let right = 0;
    for (const cell of tr.cells) {
      while (rows[down][right] !== undefined) right += 1;
      cover(rows, down, right, cell);
    }
  });
  return rows.length ? level(rows.map((row) => Array.from(row, (text) => text ?? ""))) : null;
}

function cover(rows, down, right, cell) {
  for (const row of rows.slice(down, down + cell.rowSpan)) {
    for (let step = 0; step < cell.colSpan; step += 1) row[right + step] = "";
  }
  rows[down][right] = cell.textContent.replace(/\s+/g, " ").trim();
}

function level(rows) {
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

/** The unit that a block states, like “金额单位：万元” above its head; empty when it is silent. */
export function unitOf(rows) {
  const words = rows.flat().join(" ").replace(/\s/g, "");
  const [, unit] = /单位[:：](?:人民币)?(万元|元)/.exec(words) ?? [];
  return unit ? { 万元: "wan", 元: "yuan" }[unit] : "";
}
