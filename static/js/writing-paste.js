/* Pasting from Word, Outlook or a web page: the clipboard's HTML as text with our marks.
   It is parsed into a document of its own, in which nothing runs and nothing is loaded; only text and the
   few kinds of formatting below are read. What can't be read is pasted as plain text by the browser. */
"use strict";

const WritingPaste = (() => {
  const SKIPPED = new Set(["STYLE", "SCRIPT", "HEAD", "TITLE", "META", "LINK", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH"]);
  const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "BLOCKQUOTE", "TABLE", "TBODY", "THEAD", "TR", "PRE", "DL", "DT", "DD", "HR"]);
  const ADDRESS = /^(?:https?:|mailto:)[^\s()]+$/i;
  const BULLET = /^[·•o§\-–▪‣*]$|^[\uf000-\uf0ff]$/;

  function toMarks(html) {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    const blocks = [];
    walk(body, blocks, { indent: "" });
    return join(blocks);
  }

  // Items of a list follow each other, everything else stands apart.
  function join(blocks) {
    let text = "";
    let before = null;
    for (const block of blocks) {
      if (before) text += block.isItem && before.isItem ? "\n" : "\n\n";
      text += block.text;
      before = block;
    }
    return text;
  }

  function walk(node, blocks, state) {
    let run = "";
    const end = () => {
      const words = tidy(run);
      if (words) blocks.push({ text: (state.quote ? "> " : "") + words.replaceAll("\n", state.quote ? "\n> " : "\n"), isItem: false });
      run = "";
    };
    for (const child of node.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE && BLOCKS.has(child.nodeName)) {
        end();
        block(child, blocks, state);
      } else if (child.nodeType === Node.ELEMENT_NODE && child.querySelector?.("p,div,li,table,h1,h2,h3,h4")) {
        end();
        walk(child, blocks, state);
      } else {
        run += inline(child);
      }
    }
    end();
  }

  function block(element, blocks, state) {
    const name = element.nodeName;
    if (/^H[1-6]$/.test(name)) {
      const words = tidy(content(element, true)).replaceAll("\n", " ");
      if (words) blocks.push({ text: `${Number(name[1]) > 2 ? "###" : "##"} ${words}`, isItem: false });
    } else if (name === "UL" || name === "OL") {
      list(element, blocks, state);
    } else if (name === "BLOCKQUOTE") {
      walk(element, blocks, { ...state, quote: true });
    } else if (name === "TR") {
      const cells = [...element.cells].map((cell) => tidy(content(cell)).replaceAll("\n", " "));
      if (cells.some(Boolean)) blocks.push({ text: `- ${cells.filter(Boolean).join(" – ")}`, isItem: true });
    } else if (isWordItem(element)) {
      wordItem(element, blocks);
    } else if (name !== "HR") {
      walk(element, blocks, state);
    }
  }

  function list(element, blocks, state) {
    let number = Number(element.getAttribute("start")) || 1;
    for (const item of element.children) {
      if (item.nodeName === "UL" || item.nodeName === "OL") { // Word's clipboard nests lists this way
        list(item, blocks, { ...state, indent: `${state.indent}   ` });
        continue;
      }
      if (item.nodeName !== "LI") continue;
      const mark = element.nodeName === "OL" ? `${number}.` : "-";
      const inner = [...item.childNodes].filter((one) => one.nodeName !== "UL" && one.nodeName !== "OL");
      const words = tidy(inner.map((one) => (BLOCKS.has(one.nodeName) ? `${content(one)} ` : inline(one))).join(""));
      if (words) {
        blocks.push({ text: `${state.indent}${mark} ${words.replaceAll("\n", " ")}`, isItem: true });
        number += 1;
      }
      for (const nested of item.children) {
        if (nested.nodeName === "UL" || nested.nodeName === "OL") list(nested, blocks, { ...state, indent: `${state.indent}   ` });
      }
    }
  }

  // Word writes lists as paragraphs; the sign or number stands in a span that says "Ignore".
  function isWordItem(element) {
    return element.nodeName === "P" && /mso-list:\s*l\d/i.test(element.getAttribute("style") || "");
  }

  function wordItem(element, blocks) {
    const style = element.getAttribute("style");
    const level = Number(/level(\d)/i.exec(style)?.[1] || 1);
    const sign = [...element.querySelectorAll("span")].find((one) => /mso-list:\s*ignore/i.test(one.getAttribute("style") || ""));
    const shown = (sign?.textContent || "").replace(/[\s\u00a0]/g, "");
    sign?.remove();
    const words = tidy(content(element)).replaceAll("\n", " ");
    if (!words) return;
    const isNumber = /^\(?[\da-z]{1,3}[.)]$/i.test(shown) && !BULLET.test(shown);
    const before = blocks.at(-1);
    const number = isNumber ? Number.parseInt(shown, 10) || (before?.number || 0) + 1 : 0;
    blocks.push({ text: `${"   ".repeat(level - 1)}${isNumber ? `${number}.` : "-"} ${words}`, isItem: true, number });
  }

  function content(element, isPlain = false) {
    return [...element.childNodes].map((child) => inline(child, isPlain)).join("");
  }

  function inline(node, isPlain = false) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\s\u00a0]+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.nodeName.toUpperCase())) return "";
    if (node.nodeName === "BR") return "\n";
    const inner = content(node, isPlain);
    if (BLOCKS.has(node.nodeName)) return `${inner} `;
    if (node.nodeName === "A" && ADDRESS.test(node.getAttribute("href") || "")) {
      return around(inner.replace(/[[\]]/g, ""), "[", `](${node.getAttribute("href")})`);
    }
    if (isPlain) return inner;
    let words = inner;
    if (isItalic(node)) words = around(words, "*", "*");
    if (isBold(node)) words = around(words, "**", "**");
    return words;
  }

  function isBold(node) {
    const weight = /(?:^|;)\s*font-weight:\s*(\w+)/i.exec(node.getAttribute("style") || "")?.[1];
    if (weight) return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
    return node.nodeName === "B" || node.nodeName === "STRONG";
  }

  function isItalic(node) {
    const style = /(?:^|;)\s*font-style:\s*(\w+)/i.exec(node.getAttribute("style") || "")?.[1];
    return style ? style === "italic" : node.nodeName === "I" || node.nodeName === "EM";
  }

  // Marks stand at the words, the space outside, and no mark inside goes twice.
  function around(words, before, after) {
    const body = words.trim();
    if (!body || body.includes("\n") || (before !== "[" && body.includes(before))) return words;
    const at = words.indexOf(body);
    return words.slice(0, at) + before + body + after + words.slice(at + body.length);
  }

  function tidy(text) {
    return text.replaceAll("****", "").replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
  }

  // Whether the clipboard's HTML says more than its plain text.
  function isFormatted(html) {
    return /<(?:b|strong|i|em|a|ul|ol|li|h[1-6]|blockquote|table)\b|mso-list|font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic/i.test(html);
  }

  return { toMarks, isFormatted };
})();
