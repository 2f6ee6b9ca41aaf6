/* Formatting marks in a plain text: pure functions from (text, start, end) to a change.
   A change is {from, to, insert, start, end}: replace text[from..to] by `insert`, then select start..end.
   Bold is **…**, italic *…*, a heading "## ", a list "- ", numbers "1. ", a quotation "> ". */
"use strict";

const WritingMarks = (() => {
  const INLINE = { bold: "**", italic: "*" };
  const LINE = { heading: /^#{1,6} +/, list: /^[-*+] +/, numbers: /^\d{1,9}[.)] +/, quote: /^> ?/ };
  const ANY_LINE = /^(?:#{1,6} +|[-*+] +|\d{1,9}[.)] +|> ?)/;
  const ITEM = /^(\s*)([-*+]|(\d{1,9})([.)])|>)( +)(.*)$/;
  const LINK = /\[([^\]\n]*)\]\(([^()\s]*)\)/g;

  function lineStart(text, at) {
    return text.lastIndexOf("\n", at - 1) + 1;
  }

  function lineEnd(text, at) {
    const end = text.indexOf("\n", at);
    return end < 0 ? text.length : end;
  }

  // How many stars stand directly before `at` (step -1) or from `at` on (step 1).
  function stars(text, at, step) {
    let count = 0;
    while (text[step < 0 ? at - 1 - count : at + count] === "*") count += 1;
    return count;
  }

  // "***" is both, "**" bold, "*" italic.
  function holds(count, mark) {
    return mark === "**" ? count >= 2 : count % 2 === 1;
  }

  // The pair of marks around the selection on its line, as positions of the text between; null without.
  function around(text, start, end, mark) {
    const from = lineStart(text, start);
    const to = lineEnd(text, end);
    const line = text.slice(from, to);
    const pairs = mark === "**" ? /\*\*(?=\S)(.+?\*?)\*\*(?!\*)/g : /(?<!\*)(?:\*\*)?\*(?=[^\s*])(.+?)(?<!\*)\*(?:\*\*)?(?!\*)/g;
    for (const found of line.matchAll(pairs)) {
      const opening = found[0].indexOf(found[1]);
      const inner = from + found.index + opening;
      if (inner - mark.length <= start && end <= inner + found[1].length + mark.length) {
        return { start: inner, end: inner + found[1].length };
      }
    }
    return null;
  }

  function word(text, at) {
    let start = at;
    let end = at;
    while (start > 0 && /[\p{L}\p{N}]/u.test(text[start - 1])) start -= 1;
    while (end < text.length && /[\p{L}\p{N}]/u.test(text[end])) end += 1;
    return { start, end };
  }

  function inline(text, start, end, kind) {
    const mark = INLINE[kind];
    const size = mark.length;
    if (start === end && text.slice(start - size, start) === mark && text.slice(start, start + size) === mark
        && stars(text, start, -1) === size) { // nothing was written between: taken back
      return { from: start - size, to: start + size, insert: "", start: start - size, end: start - size };
    }
    const inside = around(text, start, end, mark);
    if (inside) {
      const kept = text.slice(inside.start, inside.end);
      const move = (at) => Math.min(Math.max(at - size, inside.start - size), inside.end - size);
      return { from: inside.start - size, to: inside.end + size, insert: kept, start: move(start), end: move(end) };
    }
    if (start === end) ({ start, end } = word(text, start));
    if (start === end) {
      return { from: start, to: end, insert: mark + mark, start: start + size, end: start + size };
    }
    const lines = text.slice(start, end).split("\n");
    const marked = lines.map((line, number) => wrap(line, mark, number > 0 || start === lineStart(text, start)));
    const all = lines.every((line) => !line.trim() || isWrapped(line, mark));
    const insert = (all ? lines.map((line) => unwrap(line, mark)) : marked).join("\n");
    if (lines.length > 1) return { from: start, to: end, insert, start, end: start + insert.length };
    const before = insert.indexOf(mark) + size;
    const length = lines[0].trim().length;
    return all
      ? { from: start, to: end, insert, start, end: start + insert.length }
      : { from: start, to: end, insert, start: start + before, end: start + before + length };
  }

  // Marks stand at the words, not at the space around them, and behind the mark of a list.
  function parts(line, isWhole) {
    const lead = (isWhole && ANY_LINE.exec(line)?.[0]) || "";
    const rest = line.slice(lead.length);
    const body = rest.trim();
    const at = rest.indexOf(body);
    return [lead + rest.slice(0, at), body, rest.slice(at + body.length)];
  }

  function wrap(line, mark, isWhole) {
    const [before, body, after] = parts(line, isWhole);
    return body && !isWrapped(line, mark) ? before + mark + body + mark + after : line;
  }

  function isWrapped(line, mark) {
    const body = parts(line, true)[1];
    const size = mark.length;
    return body.length > 2 * size && holds(stars(body, 0, 1), mark) && holds(stars(body, body.length, -1), mark);
  }

  function unwrap(line, mark) {
    if (!isWrapped(line, mark)) return line;
    const [before, body, after] = parts(line, true);
    return before + body.slice(mark.length, body.length - mark.length) + after;
  }

  const WRITTEN = {
    heading: () => "## ",
    list: () => "- ",
    numbers: (number) => `${number}. `,
    quote: () => "> ",
  };

  function block(text, start, end, kind) {
    const from = lineStart(text, start);
    const to = lineEnd(text, end > start && text[end - 1] === "\n" ? end - 1 : end);
    const lines = text.slice(from, to).split("\n");
    const isOff = lines.some((line) => line.trim()) && lines.every((line) => !line.trim() || LINE[kind].test(line));
    let number = 0;
    const changed = lines.map((line) => {
      if (isOff) return line.replace(LINE[kind], "");
      if (!line.trim() && lines.length > 1) return line;
      number += 1;
      return WRITTEN[kind](number) + line.replace(ANY_LINE, "");
    });
    const insert = changed.join("\n");
    if (lines.length > 1) return { from, to, insert, start: from, end: from + insert.length };
    const move = insert.length - (to - from);
    const at = (place) => Math.max(from, Math.min(place + move, from + insert.length));
    return { from, to, insert, start: at(start), end: at(end) };
  }

  function toggle(text, start, end, kind) {
    return kind in INLINE ? inline(text, start, end, kind) : block(text, start, end, kind);
  }

  // Which buttons are pressed where the caret is.
  function active(text, start, end) {
    const line = text.slice(lineStart(text, start), lineEnd(text, start));
    const kinds = Object.keys(LINE).filter((kind) => LINE[kind].test(line));
    const found = Object.keys(INLINE).filter((kind) => around(text, start, end, INLINE[kind]));
    return new Set([...kinds, ...found, ...(link(text, start, end) ? ["link"] : [])]);
  }

  // Enter in a list goes on with it, Enter in an empty item ends it; null: nothing special.
  function enter(text, start, end) {
    const from = lineStart(text, start);
    const found = ITEM.exec(text.slice(from, lineEnd(text, start)));
    if (!found || start !== end || start < from + found[0].length - found[6].length) return null;
    const [, indent, sign, number, dot, space, words] = found;
    if (!words.trim()) {
      return { from, to: from + found[0].length, insert: "", start: from, end: from };
    }
    const next = number ? `${Number(number) + 1}${dot}` : sign;
    const insert = `\n${indent}${next}${space}`;
    return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
  }

  // The link in which the caret stands: {from, to, words, address}; null without.
  function link(text, start, end) {
    const from = lineStart(text, start);
    for (const found of text.slice(from, lineEnd(text, end)).matchAll(LINK)) {
      const at = from + found.index;
      if (at <= start && end <= at + found[0].length) {
        return { from: at, to: at + found[0].length, words: found[1], address: found[2] };
      }
    }
    return null;
  }

  // What somebody types as an address, as a link needs it; "" when it is none.
  function address(typed) {
    const text = typed.trim().replace(/[()\s]/g, (sign) => encodeURIComponent(sign).replace(/[()]/g, (one) => (one === "(" ? "%28" : "%29")));
    if (/^(?:https?:\/\/[^/]|mailto:[^@]+@)/i.test(text)) return text;
    if (/^[^/:@]+@[^/:@]+\.[^/:@]+$/.test(text)) return `mailto:${text}`;
    return /^[^/:@]+\.[^/:@]+(?::\d+)?(?:\/|$)/.test(text) ? `https://${text}` : "";
  }

  return { toggle, active, enter, link, address };
})();
