/* The toolbar of a text with formatting, its shortcuts, pasting and live preview. Comfort only: without this
   file the text area stays as it is, with a button that shows the preview. */
"use strict";

(() => {
  const BUTTONS = [["bold", "b"], ["italic", "i"], ["heading"], ["list"], ["numbers"], ["quote"], ["link", "k"]];
  const PREVIEW_WAITS = 400; // milliseconds after the last key

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Through the browser's own editing, so that Ctrl+Z takes it back.
  function apply(area, change) {
    area.focus();
    area.setSelectionRange(change.from, change.to);
    const isDone = change.insert
      ? document.execCommand("insertText", false, change.insert)
      : change.from === change.to || document.execCommand("delete");
    if (!isDone) {
      area.setRangeText(change.insert, change.from, change.to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.setSelectionRange(change.start, change.end);
  }

  class Writer {
    constructor(box) {
      this.box = box;
      this.area = box.querySelector("textarea");
      this.words = JSON.parse(box.dataset.words);
      this.buttons = new Map();
      this.makeToolbar();
      this.makePreview();
      this.listen();
      this.show();
      if (matchMedia("(min-width:75rem)").matches) this.togglePreview(); // there is room beside the text
    }

    makeToolbar() {
      this.toolbar = element("div", { class: "bp-toolbar", role: "toolbar", "aria-label": this.words.toolbar, "aria-controls": this.area.id });
      for (const [kind, key] of BUTTONS) {
        const words = key ? `${this.words[kind]} (${this.words.key}+${key.toUpperCase()})` : this.words[kind];
        const button = element("button", { type: "button", class: "bp-toolbar__button", title: words, "aria-label": this.words[kind], tabindex: "-1" },
          element("span", { class: `bp-icon bp-icon--${kind}`, "aria-hidden": "true" }));
        if (key) button.setAttribute("aria-keyshortcuts", `Control+${key.toUpperCase()}`);
        if (kind !== "link") button.setAttribute("aria-pressed", "false");
        button.addEventListener("click", () => this.press(kind));
        this.buttons.set(kind, button);
        this.toolbar.append(button);
      }
      this.previewButton = element("button", { type: "button", class: "bp-toolbar__button bp-toolbar__button--word", "aria-expanded": "false", tabindex: "-1" },
        element("span", { class: "bp-icon bp-icon--eye", "aria-hidden": "true" }), ` ${this.words.preview}`);
      this.previewButton.addEventListener("click", () => this.togglePreview());
      this.toolbar.append(this.previewButton);
      this.all()[0].tabIndex = 0;
      this.toolbar.addEventListener("keydown", (event) => this.move(event));
      this.toolbar.addEventListener("focusin", (event) => this.all().forEach((one) => { one.tabIndex = one === event.target ? 0 : -1; }));
      this.box.prepend(this.toolbar);
      this.box.querySelector(".bp-writer__plain")?.remove();
    }

    all() {
      return [...this.toolbar.querySelectorAll("button")];
    }

    move(event) {
      const all = this.all();
      const at = all.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    }

    makePreview() {
      const id = `${this.area.id}_preview`;
      this.page = element("div", { class: "bp-prose" });
      this.preview = element("div", { class: "bp-writer__preview", id, role: "region", "aria-labelledby": `${id}_title`, tabindex: "0" },
        element("h2", { class: "bp-h3", id: `${id}_title` }, this.words.preview), this.page);
      this.preview.hidden = true;
      this.previewButton.setAttribute("aria-controls", id);
      this.status = element("p", { class: "kern-sr-only", role: "status" });
      this.box.append(this.preview, this.status);
    }

    togglePreview() {
      this.preview.hidden = !this.preview.hidden;
      this.previewButton.setAttribute("aria-expanded", String(!this.preview.hidden));
      this.box.classList.toggle("bp-writer--both", !this.preview.hidden);
      if (!this.preview.hidden) this.draw();
    }

    async draw() {
      this.drawing?.abort();
      this.drawing = new AbortController();
      const body = new FormData();
      body.set("text", this.area.value);
      body.set("csrfmiddlewaretoken", this.area.form?.elements.csrfmiddlewaretoken?.value || "");
      try {
        const answer = await fetch(this.box.dataset.previewUrl, { method: "POST", body, signal: this.drawing.signal, redirect: "error" });
        if (!answer.ok) throw new Error(String(answer.status));
        this.page.innerHTML = await answer.text(); // made by portal.markdown, which knows every tag of it
        this.status.textContent = "";
      } catch (error) {
        if (error.name !== "AbortError") this.status.textContent = this.page.textContent = this.words.unreachable;
      }
    }

    listen() {
      this.area.addEventListener("keydown", (event) => this.key(event));
      this.area.addEventListener("paste", (event) => this.paste(event));
      this.area.addEventListener("input", () => {
        this.show();
        clearTimeout(this.waiting);
        if (!this.preview.hidden) this.waiting = setTimeout(() => this.draw(), PREVIEW_WAITS);
      });
      document.addEventListener("selectionchange", () => {
        if (document.activeElement === this.area) this.show();
      });
    }

    key(event) {
      if (event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        const found = BUTTONS.find(([, key]) => key && key === event.key.toLowerCase());
        if (found) {
          event.preventDefault();
          this.press(found[0]);
        }
      } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
        const change = WritingMarks.enter(this.area.value, this.area.selectionStart, this.area.selectionEnd);
        if (change) {
          event.preventDefault();
          apply(this.area, change);
        }
      }
    }

    press(kind) {
      const { value, selectionStart, selectionEnd } = this.area;
      if (kind === "link") this.openLink();
      else apply(this.area, WritingMarks.toggle(value, selectionStart, selectionEnd, kind));
      this.show();
    }

    show() {
      const on = WritingMarks.active(this.area.value, this.area.selectionStart, this.area.selectionEnd);
      for (const [kind, button] of this.buttons) {
        if (kind !== "link") button.setAttribute("aria-pressed", String(on.has(kind)));
      }
    }

    paste(event) {
      const html = event.clipboardData?.getData("text/html") || "";
      if (!WritingPaste.isFormatted(html)) return;
      let insert = "";
      try {
        insert = WritingPaste.toMarks(html);
      } catch {
        return; // the browser pastes the plain text
      }
      if (!insert) return;
      event.preventDefault();
      const { selectionStart: from, selectionEnd: to } = this.area;
      const end = from + insert.length;
      apply(this.area, { from, to, insert, start: end, end });
    }

    // --- the window for a link ---

    openLink() {
      const { value, selectionEnd } = this.area;
      const isOneLine = !value.slice(this.area.selectionStart, selectionEnd).includes("\n");
      const selectionStart = isOneLine ? this.area.selectionStart : selectionEnd;
      const present = WritingMarks.link(value, selectionStart, selectionEnd);
      const chosen = value.slice(selectionStart, selectionEnd);
      this.place = present || { from: selectionStart, to: selectionEnd };
      this.dialog ??= this.makeDialog();
      const [words, address] = this.dialog.querySelectorAll("input");
      const isAddress = Boolean(chosen && WritingMarks.address(chosen));
      words.value = present ? present.words : isAddress ? "" : chosen.replace(/[[\]]/g, "");
      address.value = present ? present.address.replace(/^mailto:/, "") : isAddress ? chosen : "";
      this.dialog.querySelector("[data-remove]").hidden = !present;
      this.complain("");
      this.dialog.showModal();
      (words.value ? address : words).focus();
    }

    makeDialog() {
      const id = `${this.area.id}_link`;
      const field = (name, label, type) => element("div", { class: "kern-form-input" },
        element("label", { class: "kern-label", for: `${id}_${name}` }, label),
        element("input", { class: "kern-form-input__input", id: `${id}_${name}`, type, autocomplete: "off" }));
      const button = (kind, label, attributes = {}) => element("button", { class: `kern-btn kern-btn--${kind}`, type: "button", ...attributes },
        element("span", { class: "kern-label" }, label));
      const address = field("address", this.words.link_address, "text");
      this.complaint = element("p", { class: "bp-toolbar__wrong", id: `${id}_wrong`, role: "alert" });
      address.append(this.complaint);
      const dialog = element("dialog", { class: "bp-dialog", "aria-labelledby": `${id}_title` },
        element("h2", { class: "bp-h2", id: `${id}_title` }, this.words.link_title),
        field("words", this.words.link_text, "text"), address,
        element("div", { class: "bp-actions" },
          button("primary", this.words.insert, { "data-insert": "" }),
          button("secondary", this.words.remove, { "data-remove": "" }),
          button("tertiary", this.words.cancel, { "data-cancel": "" })));
      dialog.querySelector("[data-insert]").addEventListener("click", () => this.insertLink());
      dialog.querySelector("[data-remove]").addEventListener("click", () => this.removeLink());
      dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => this.area.focus());
      dialog.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.target.nodeName !== "INPUT") return;
        event.preventDefault(); // the form around it is not sent
        this.insertLink();
      });
      document.body.append(dialog);
      return dialog;
    }

    complain(text) {
      const input = this.dialog.querySelectorAll("input")[1];
      this.complaint.textContent = text;
      if (text) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", this.complaint.id);
      } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
    }

    insertLink() {
      const [words, typed] = this.dialog.querySelectorAll("input");
      const address = WritingMarks.address(typed.value);
      if (!address) {
        this.complain(this.words.link_wrong);
        typed.focus();
        return;
      }
      const shown = words.value.trim().replace(/[[\]]/g, "") || typed.value.trim();
      this.finish(`[${shown}](${address})`);
    }

    removeLink() {
      this.finish(this.dialog.querySelector("input").value.trim());
    }

    finish(insert) {
      this.dialog.close();
      const end = this.place.from + insert.length;
      apply(this.area, { from: this.place.from, to: this.place.to, insert, start: end, end });
      this.show();
    }
  }

  const start = () => document.querySelectorAll("[data-writer]").forEach((box) => new Writer(box));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
