// A block copied from Excel or WPS: which of its values goes into which field.
//
// Rows that begin with a code or a name go where the sheet has that code or name; a block of
// figures alone goes where the cursor is. Planning changes nothing.

import { parse, plain } from "./amounts.js";

const CODE = /^\d{3}(\d{2}){0,2}$/;
const ORDINAL = /^(其中[:：])?([一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.、])?/;

/** Cells of tab-separated text; a cell in quotes may hold tabs, line ends and doubled quotes. */
export function cellsOf(text) {
  const rows = [[]];
  const form = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let found; form.lastIndex < text.length && (found = form.exec(text)); ) {
    rows.at(-1).push((found[1]?.replaceAll('""', '"') ?? found[2]).trim());
    if (found[3] !== "\t" && form.lastIndex < text.length) rows.push([]);
  }
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

const column = (rows, index) => rows.map((row) => row[index]).filter((text) => text !== "");
const isWord = (text) => parse(text) === undefined;
const bare = (name) => name.normalize("NFKC").replace(/\s/g, "").replace(ORDINAL, "");

function isNaming(rows, index) {
  const texts = column(rows, index);
  return texts.length > 0 && texts.filter(isWord).length * 2 > texts.length;
}

/** 行次 says so, or counts upwards, mostly one at a time. */
function isCounting(rows, index) {
  const texts = column(rows, index);
  if (texts.some((text) => text.replace(/\s/g, "") === "行次")) return true;
  const numbers = texts.filter((text) => !isWord(text)).map(Number);
  const steps = numbers.slice(1).map((number, i) => number - numbers[i]);
  const ones = steps.filter((step) => step === 1).length;
  return numbers.length > 2 && steps.every((step) => step > 0) && ones * 2 > steps.length;
}

/** Columns `from`… that hold a code together: one of whole codes, or 类, 款 and 项. */
function codeColumns(rows, from) {
  const all = (index, form) => {
    const numbers = column(rows, index).filter((text) => !isWord(text));
    return numbers.length > 0 && numbers.every((text) => form.test(text));
  };
  if (from + 2 < rows[0].length && all(from, /^\d{3}$/)) {
    const fitting = [1, 2].filter((step) => all(from + step, /^\d{2}$/));
    if (fitting[0] === 1) return fitting[1] === 2 ? 3 : 2;
  }
  return all(from, CODE) && isNaming(rows, from + 1) ? 1 : 0;
}

/** Headings stand above the first row with a number; they say nothing of what a column holds. */
function bodyOf(rows) {
  const first = rows.findIndex((row) => row.some((text) => text !== "" && !isWord(text)));
  return first > 0 ? rows.slice(first) : rows;
}

/** The block as sections of naming columns followed by columns of figures. */
function sections(rows) {
  const body = bodyOf(rows);
  const found = [{ codes: [], names: [], figures: [] }];
  for (let index = 0; index < rows[0].length; index += 1) {
    let section = found.at(-1);
    const codes = codeColumns(body, index);
    const isName = !codes && isNaming(body, index);
    if ((codes || isName) && section.figures.length) {
      section = { codes: [], names: [], figures: [] };
      found.push(section);
    }
    const isBeside = section.codes.length + section.names.length > 0 && !section.figures.length;
    if (codes) {
      section.codes.push(...Array.from({ length: codes }, (_, step) => index + step));
      index += codes - 1;
    } else if (isName) {
      section.names.push(index);
    } else if (!(isBeside && (!column(body, index).length || isCounting(rows, index)))) {
      section.figures.push(index); // beside names, a blank column is what merged cells leave
    }
  }
  return found;
}

/** The line of the sheet that a row of the block names. */
function lineOf(row, { codes, names }, lines, used) {
  const code = codes.map((index) => row[index]).filter((text) => /^\d+$/.test(text)).join("");
  const words = [...codes, ...names].map((index) => row[index]).filter(isWord).map(bare);
  const byName = (line) => !used.has(line) && words.includes(bare(line.name));
  const line = lines.find(code ? ({ key }) => key === code : byName);
  return { line, code: CODE.test(code) ? code : "", name: words.at(-1) ?? "" };
}

/**
 * What pasting `rows` with the cursor in row `at.row`, column `at.column` of `grid` would do.
 *
 * `values`: {field, text}; `missing`: {code, name, values: [{column, text}]} of lines that the
 * sheet lacks; the rest says what is left out and why.
 */
export function plan(rows, grid, at) {
  const result = { values: [], missing: [], words: 0, outside: 0, strangers: [] };
  let offset = 0;
  for (const section of sections(rows)) {
    const named = section.names.length + section.codes.length > 0;
    const side = named ? sideOf(rows, section, grid) : null;
    if (side) byName(rows, section, side, grid, at, result);
    else offset = byPlace(rows, section, grid, at, offset, result);
  }
  return result;
}

/** The side of the sheet that knows most of the section's names. */
function sideOf(rows, section, grid) {
  const known = grid.sides.map((lines) => {
    const used = new Set();
    return rows.filter((row) => {
      const { line, code } = lineOf(row, section, lines, used);
      if (line) used.add(line);
      return line || code;
    }).length;
  });
  const most = Math.max(...known);
  return most > 0 ? grid.sides[known.indexOf(most)] : null;
}

function byName(rows, section, lines, grid, at, result) {
  const [first, width] = [lines[0].first, lines[0].width];
  const inside = at.column >= first && at.column < first + width;
  const start = inside && at.column - first + section.figures.length <= width ? at.column : first;
  const used = new Set();
  for (const row of rows) {
    const { line, code, name } = lineOf(row, section, lines, used);
    const cells = section.figures.map((index, i) => ({ column: start + i, text: row[index] }));
    const filled = cells.some(({ text }) => text !== "" && !isWord(text));
    if (line) {
      used.add(line);
      cells.forEach((cell) => put(cell, line.row, grid, result));
    } else if (filled && code) result.missing.push({ code, name, values: cells });
    else if (filled && name) result.strangers.push(name);
  }
}

function byPlace(rows, section, grid, at, offset, result) {
  const naming = [...section.codes, ...section.names];
  rows.forEach((row, down) => {
    result.words += naming.filter((index) => row[index] !== "").length;
    section.figures.forEach((index, i) => {
      put({ column: at.column + offset + i, text: row[index] }, at.row + down, grid, result);
    });
  });
  return offset + section.figures.length;
}

function put({ column: place, text }, row, grid, result) {
  const field = grid.at(row, place);
  if (isWord(text)) result.words += 1;
  else if (field) result.values.push({ field, text: parse(text) === null ? "" : plain(text) });
  else if (parse(text) !== null && !grid.isGap(row, place)) result.outside += 1;
}

/** What was done and what was left out, in a sentence. */
export function report({ values, missing, words, outside, strangers }) {
  const told = [`已粘贴 ${values.length} 格`];
  if (missing.length) told.push(`新增科目 ${missing.length} 行`);
  if (words) told.push(`略过文字 ${words} 格`);
  if (outside) told.push(`超出表格 ${outside} 格，未粘贴`);
  if (strangers.length) told.push(`表中没有：${strangers.join("、")}`);
  return `${told.join("；")}。`;
}
