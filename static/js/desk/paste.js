// A block copied from Excel or WPS: which of its values goes into which field.
//
// Rows that begin with a code or a name go where the sheet has that code or name; a block of
// figures alone goes where the cursor is; codes and names alone are lines to be there, with or
// without amounts. Planning changes nothing.

import { format, isWhole, parse } from "./amounts.js";
import { unitOf } from "./clipboard.js";

const CODE = /^\d{3}(\d{2}){0,2}$/;
const ORDINAL = /^(其中[:：])?([一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.、])?/;

const column = (rows, index) => rows.map((row) => row[index]).filter((text) => text !== "");
const isWord = (text) => parse(text, "") === undefined;
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
 * sheet lacks; `left`: {place, text, why, field} of what cannot be filled in; `words` is the
 * number of cells passed over because no line has such a name.
 */
export function plan(rows, grid, at) {
  const result = { values: [], missing: [], left: [], words: 0, unit: unitOf(rows) || undefined };
  let offset = 0;
  const found = sections(rows);
  if (!found.some(({ figures }) => figures.length)) return listing(rows, found[0], grid, result);
  for (const section of found) {
    const named = section.names.length + section.codes.length > 0;
    const side = named ? sideOf(rows, section, grid) : null;
    if (side) byName(rows, section, side, grid, at, result);
    else offset = byPlace(rows, section, { grid, at, offset }, result);
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
  const shown = new Set(grid.sides.flat().map(({ key }) => key));
  rows.forEach((row, down) => {
    const { line, code, name } = lineOf(row, section, lines, used);
    const cells = section.figures
      .map((index, i) => ({ column: start + i, text: row[index], down, right: index }));
    const filled = cells.filter(({ text }) => parse(text) !== null);
    if (line) {
      used.add(line);
      cells.forEach((cell) => put(cell, line.row, grid, result));
    } else if (code) lack({ code, name, cells: filled }, shown.has(code), result);
    else if (name && filled.some(({ text }) => !isWord(text))) {
      filled.forEach(({ text }) => leave(result, name, text, "表中没有这一行"));
    }
  });
}

/** A code that this side lacks. What the sheet shows anyway (06) is a line by its amounts only. */
function lack({ code, name, cells }, isShown, result) {
  const values = cells.flatMap(({ column: place, text }) => {
    const amount = read(text, result.unit);
    if (amount.why) leave(result, `${code} ${name}`, text, amount.why);
    return amount.why ? [] : [{ column: place, text: amount.text }];
  });
  if (values.length || !isShown) result.missing.push({ code, name, values });
}

/** Codes and names without any figures: the lines that are not there yet. */
function listing(rows, section, grid, result) {
  const [lines, used] = [grid.sides.flat(), new Set()];
  for (const row of rows) {
    const { line, code: given, name } = lineOf(row, section, lines, used);
    const code = line?.key ?? given;
    used.add(line);
    if (!CODE.test(code)) result.words += row.filter(Boolean).length;
    else if (!line?.th.matches("[data-recorded]")) {
      result.missing.push({ code, name: line?.name ?? name, values: [] });
    }
  }
  return result;
}

function byPlace(rows, section, { grid, at, offset }, result) {
  const naming = [...section.codes, ...section.names];
  rows.forEach((row, down) => {
    result.words += naming.filter((index) => row[index] !== "").length;
    section.figures.forEach((index, i) => {
      const column = at.column + offset + i;
      put({ column, text: row[index], down, right: index }, at.row + down, grid, result);
    });
  });
  return offset + section.figures.length;
}

function leave(result, place, text, why, field = null) {
  result.left.push({ place, text, why, field });
}

function put({ column: place, text, down, right }, row, grid, result) {
  const field = grid.at(row, place);
  const amount = read(text, result.unit);
  const where = field?.ariaLabel ?? `粘贴块第${down + 1}行第${right + 1}列`;
  if (field && !amount.why) result.values.push({ field, text: amount.text });
  else if (field) leave(result, where, text, amount.why, field);
  else if (text && parse(text) !== null) leave(result, where, text, "表中没有这一格");
}

/** An amount as the page shows it, or why it is none that could be recorded. */
export function read(text, unit) {
  const count = parse(text, unit);
  if (count === undefined) return { text, why: "不是金额" };
  if (count === null) return { text: "" };
  return isWhole(count) ? { text: format(count) } : { text, why: "不足一分的部分无法保存" };
}

/** What was done, in a sentence; what was left out is listed below it. */
export function summary({ values, missing, left, words, unit }, isOtherUnit) {
  const filled = values.filter(({ text }) => text !== "").length;
  const added = missing.flatMap((line) => line.values).length;
  const told = [`已填 ${filled + added} 格`];
  const cleared = values.filter(({ field, text }) => text === "" && field.value !== "").length;
  if (cleared) told.push(`清空 ${cleared} 格`);
  if (missing.length) told.push(`新增科目 ${missing.length} 行`);
  if (words) told.push(`略过文字 ${words} 格`);
  if (isOtherUnit) told.push(`粘贴的数以${{ wan: "万元", yuan: "元" }[unit]}为单位，已换算`);
  return `${told.join("，")}${left.length ? `，${left.length} 格未填：` : "。"}`;
}
