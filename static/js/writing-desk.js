/* The writing desk of a form: what is typed is kept on the server every few seconds, and one sees who else is
   at it. Neither prolongs the session. Nothing is stored in the browser, unless the portal can't be reached:
   then the text waits in this tab alone, and goes with it. */
"use strict";

(() => {
  const KEEP_AFTER = 3000; // milliseconds after the last key, and at the latest
  const KEEP_AT_LATEST = 10000;
  const PING_EVERY = 15000;
  const IDLE_AFTER = 20 * 60000; // without a key: no longer "being edited"
  const SESSION = 30 * 60000;
  const WARN_BEFORE = 5 * 60000;

  class Desk {
    constructor(input) {
      this.input = input;
      this.form = input.form;
      this.words = input.dataset;
      this.status = this.form.querySelector("[data-desk-status]");
      this.others = document.querySelector("[data-desk-others]");
      this.store = `desk ${location.pathname}`;
      this.typedAt = Date.now();
      this.seenAt = Date.now();
      this.form.addEventListener("input", () => this.typed());
      this.form.addEventListener("change", () => this.typed());
      this.form.addEventListener("submit", () => this.stop());
      addEventListener("pagehide", () => this.leave());
      addEventListener("pageshow", (event) => { if (event.persisted) this.begin(); });
      this.bringBack();
      this.begin();
    }

    begin() {
      clearInterval(this.pinging);
      clearInterval(this.warning);
      this.ping();
      this.pinging = setInterval(() => this.ping(), PING_EVERY);
      this.warning = setInterval(() => this.warn(), 15000);
    }

    data() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    }

    typed() {
      this.typedAt = Date.now();
      this.waitingSince ??= Date.now();
      clearTimeout(this.waiting);
      const left = Math.max(0, this.waitingSince + KEEP_AT_LATEST - Date.now());
      this.waiting = setTimeout(() => this.keep(), Math.min(KEEP_AFTER, left));
    }

    async keep() {
      clearTimeout(this.waiting);
      this.waitingSince = undefined;
      this.keeping?.abort();
      this.keeping = new AbortController();
      try {
        const answer = await fetch(this.words.keepUrl, { method: "POST", body: this.data(), signal: this.keeping.signal, redirect: "error" });
        const told = await answer.json();
        if (told.signed_out) this.signedOut(told.note);
        else if (told.note && !this.isWarned) this.say(told.note);
        sessionStorage.removeItem(this.store);
      } catch (error) {
        if (error.name === "AbortError") return;
        this.putAside();
        this.waitingSince ??= Date.now();
        this.waiting = setTimeout(() => this.keep(), KEEP_AT_LATEST);
      }
    }

    // The second net, for the time in which the portal is away.
    putAside() {
      const own = [...this.data()].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "desk");
      try {
        sessionStorage.setItem(this.store, JSON.stringify(own));
      } catch {
        return; // the browser stores nothing: the text is still on the page
      }
      this.say(this.words.offline);
    }

    // After a reload while the portal was away.
    bringBack() {
      const text = sessionStorage.getItem(this.store);
      if (!text) return;
      const values = new Map();
      for (const [name, value] of JSON.parse(text)) values.set(name, [...(values.get(name) || []), value]);
      for (const control of this.form.elements) {
        const found = values.get(control.name);
        if (!control.name || control === this.input || control.name === "csrfmiddlewaretoken") continue;
        if (control.type === "checkbox" || control.type === "radio") control.checked = Boolean(found?.includes(control.value));
        else if (found && control.type !== "file" && control.type !== "submit") control.value = found[0];
      }
      this.keep();
    }

    // What is typed further is kept all the same; nobody else is told of this person any more.
    signedOut(note) {
      clearInterval(this.pinging);
      clearInterval(this.warning);
      const link = document.createElement("a");
      link.href = location.pathname;
      link.target = "_blank";
      link.textContent = this.words.signIn;
      this.say(`${note} `, link);
    }

    say(...words) {
      this.status.replaceChildren(...words);
    }

    stop() {
      clearTimeout(this.waiting);
      this.waitingSince = undefined;
      clearInterval(this.pinging);
      clearInterval(this.warning);
      this.keeping?.abort();
    }

    // --- who else is here ---

    async ping() {
      if (Date.now() - this.typedAt > IDLE_AFTER) return;
      try {
        const answer = await fetch(this.words.presentUrl, { method: "POST", body: this.about(), redirect: "error" });
        if (!answer.ok) return;
        this.show((await answer.json()).hint);
      } catch {
        // the next ping tries again
      }
    }

    about(more = {}) {
      const body = new FormData();
      body.set("desk", this.input.value);
      body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      for (const [name, value] of Object.entries(more)) body.set(name, value);
      return body;
    }

    show(hint) {
      if (!this.others || hint === this.shown) return;
      this.shown = hint;
      this.others.innerHTML = hint; // templates/writing/_others.html, which escapes the names
    }

    leave() {
      navigator.sendBeacon?.(this.words.presentUrl, this.about({ gone: "1" }));
      if (this.waitingSince) navigator.sendBeacon?.(this.words.keepUrl, this.data());
    }

    // --- the session ---

    warn() {
      if (this.isWarned || Date.now() - this.seenAt < SESSION - WARN_BEFORE) return;
      this.isWarned = true;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "bp-btn-sm";
      button.textContent = this.words.stay;
      button.addEventListener("click", () => this.stay());
      this.say(`${this.words.ending} `, button);
    }

    async stay() {
      const answer = await fetch(this.words.stayUrl, { method: "POST", body: this.about(), redirect: "error" }).catch(() => null);
      if (!answer?.ok) {
        this.keep();
        return;
      }
      this.seenAt = Date.now();
      this.isWarned = false;
      this.say();
      this.input.form.querySelector("textarea, input:not([type=hidden])")?.focus();
    }
  }

  const start = () => document.querySelectorAll("input[data-desk]").forEach((input) => new Desk(input));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
