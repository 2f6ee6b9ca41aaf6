/* Comfort only: every page works without this file.
   Esc closes the open menu and returns to its button; a click elsewhere closes menus;
   "n" inside a row of a work list opens its note. */
"use strict";

function close(details) {
  details.open = false;
  details.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[open]:is(.bp-drop, .bp-note, .bp-keys)");
    const menu = open || document.querySelector("details.bp-drop[open]");
    if (menu) {
      close(menu);
      event.preventDefault(); // an open menu inside the popover sheet closes first, the sheet with the next Esc
    }
    return;
  }
  if (event.key !== "n" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches?.("input, textarea, select, [contenteditable]")) return;
  const note = event.target.closest?.(".bp-work")?.querySelector("details.bp-note");
  if (!note) return;
  note.open = true;
  note.querySelector("input:checked, input:not([type=hidden]), textarea")?.focus();
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.bp-drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A part of the page loaded later may hold an error summary: autofocus works on page load only.
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.(".bp-errors[autofocus]")?.focus();
});
