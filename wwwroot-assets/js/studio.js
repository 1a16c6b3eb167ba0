// The browser's part of the app: loaded once, after everything that draws. Circuits call what stands in Studio, through
// StudioJs; pages without a circuit (sign-in, set-up) are served by the listeners on the document.

let shell = null;

// A double click is one press. The server may be done with the first before the second arrives, and would do it all again.
const samePress = 500;
const submitted = new WeakMap();
let isPointer = false;

window.addEventListener("click", event => {
  isPointer = event.detail > 0; // Enter presses the button, too, with no click of a pointer.
  if (event.detail > 1 && event.target.closest?.("button[data-once], button[type=submit]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// A pointer that presses again means it: what the form said to the first press may have been answered since. Enter twice is
// a slip of the finger, except in a form of steps, where it submits the next step.
window.addEventListener("submit", event => {
  if (!isPointer && !("steps" in event.target.dataset) && event.timeStamp - (submitted.get(event.target) ?? -samePress) < samePress) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    submitted.set(event.target, event.timeStamp);
  }
}, true);

/**
 * A field tells the circuit what is in it when it is left. Going back, and a press that moves no focus, leave the page without
 * that: then nobody would be asked about the changes. On the window and first, so that it is heard before the page is left.
 */
function tellTyped() {
  const field = document.activeElement;
  if (field?.matches("textarea, input:not([type=file], [type=checkbox], [type=radio])") && !field.closest("[data-tag-input]")) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

window.addEventListener("popstate", tellTyped, true);
window.addEventListener("click", event => {
  if (event.target.closest?.("a[href]")) {
    tellTyped();
  }
}, true);

/** Keys that work everywhere are handed to the layout, and it is told at once what the circuit has to know of this browser. */
function start(layout) {
  shell = layout;
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, theme: theme() };
}

function stop() {
  shell = null;
}

function theme() {
  return document.documentElement.dataset.theme ?? "";
}

function isDark() {
  const chosen = theme();
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** "light", "dark", or null for what the system says. The cookie's name is known to ThemeCookie. */
function setTheme(chosen) {
  const year = 31536000;
  const secure = location.protocol === "https:" ? "; secure" : "";
  if (chosen) {
    document.documentElement.dataset.theme = chosen;
  } else {
    delete document.documentElement.dataset.theme;
  }
  document.cookie = `studio-theme=${chosen ?? ""}; path=/; max-age=${chosen ? year : 0}; samesite=lax${secure}`;
}

async function copyText(text) {
  if (navigator.clipboard && isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser: the old way may still be allowed.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "sr";
  const holder = document.querySelector("dialog[open]") ?? document.body;
  const focused = document.activeElement;
  holder.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return copied;
}

/** A dialog of the browser: it traps the focus, closes on Esc and gives the focus back. */
function openDialog(dialog) {
  if (dialog && !dialog.open) {
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  }
}

function closeDialog(dialog) {
  if (dialog?.open) {
    dialog.close();
  }
}

function reveal(id) {
  document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}

function focusId(id) {
  document.getElementById(id)?.focus();
  // What had the focus may go away a moment later and take it along: whoever works by keyboard must not start at the top.
  for (const wait of [50, 200, 500, 1000, 2000, 3000]) {
    setTimeout(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body || focused.matches(".rz-dialog-side, .rz-dialog-wrapper, :disabled")) {
        document.getElementById(id)?.focus();
      }
    }, wait);
  }
}

/** The page on which the focus came to where it is. */
let focusedOn = "";

/** Who already typed or pressed something on the new page keeps the focus. */
function focusHeading(selector) {
  const heading = document.querySelector(selector);
  const focused = document.activeElement;
  if (heading && (!focused || focused === document.body || focusedOn !== location.pathname)) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** A text as a file, as if it had been downloaded. */
function saveText(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** The template editor's own script is fetched by the pages that have one. */
async function templateEditor(action, ...values) {
  const editor = await import("./template-editor.js");
  return editor[action](...values);
}

/** Conversations bring their own script, too. */
async function chat(action, ...values) {
  const script = await import("./chat.js");
  return script[action](...values);
}

const isTyping = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
const isAsking = () => document.querySelector("dialog[open], .rz-dialog") !== null;
const isBlocked = () => isAsking() || document.querySelector(".rz-dialog-side") !== null;

/** Up and down go from entry to entry of an open menu, and around its ends. */
function walkMenu(from, key) {
  const drop = from.closest?.("details[data-drop][open]");
  const mayWalk = !isTyping(from) || (from.type === "search" && key === "arrowdown");
  const entries = drop && mayWalk ? [...drop.querySelectorAll(".menu :is(a, button):not(:disabled)")] : [];
  if (entries.length === 0) {
    return false;
  }
  const at = entries.indexOf(from);
  const last = entries.length - 1;
  const to = { home: 0, end: last, arrowdown: at === last ? 0 : at + 1, arrowup: at <= 0 ? last : at - 1 }[key];
  entries[to].focus();
  return true;
}

/** Up and down, Home and End choose another of some buttons of which one is always chosen. */
function walkChoices(from, key) {
  const choices = [...from.closest?.("[data-walk]")?.querySelectorAll("button") ?? []];
  const at = choices.indexOf(from);
  if (at < 0) {
    return false;
  }
  const to = choices[{ home: 0, end: choices.length - 1, arrowdown: at + 1, arrowup: at - 1 }[key]];
  to?.focus();
  to?.click();
  return true;
}

/** A field tells what is in it when it is left. Escape leaves without that, and the panel around it must know whether it would lose something. */
function onEscape(event) {
  const field = event.target;
  if (event.key === "Escape" && field.closest?.(".studio-drawer") && field.matches("textarea, input:not([type=file], [type=checkbox], [type=radio])") && !field.closest("[data-tag-input]")) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function onKey(event) {
  const key = event.key.toLowerCase();
  if (key === "escape") {
    const open = document.querySelector("details[data-drop][open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    // The library hears the key inside its panel only, and not before the circuit has told it of the panel.
    const panel = document.querySelector(".studio-drawer");
    if (panel && !isAsking() && !(panel.contains(document.activeElement) && globalThis.Radzen?.sideDialogService)) {
      panel.querySelector(".rz-dialog-side-titlebar-close")?.click();
    }
    return;
  }
  if (/^(arrowup|arrowdown|home|end)$/.test(key) && (walkMenu(event.target, key) || walkChoices(event.target, key))) {
    event.preventDefault();
    return;
  }
  if (event.target.closest?.("[data-palette]") && (key === "arrowup" || key === "arrowdown")) {
    event.preventDefault();
    return;
  }
  // Enter adds a tag, it does not submit the form around it.
  if (event.target.closest?.("[data-tag-input]") && (key === "enter" || key === "arrowup" || key === "arrowdown") && event.target.tagName === "INPUT") {
    event.preventDefault();
    return;
  }
  if (key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    if (shell) {
      event.preventDefault();
      if (!isBlocked()) {
        shell.invokeMethodAsync("OpenPaletteAsync").catch(() => {});
      }
    }
    return;
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || isBlocked()) {
    return;
  }
  if (key === "?" && shell) {
    event.preventDefault();
    shell.invokeMethodAsync("OpenShortcutsAsync").catch(() => {});
  } else if (key === "/") {
    const search = document.querySelector("[data-list-search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
}

function onClick(event) {
  const target = event.target;
  if (target.closest("[data-reload]")) {
    location.reload();
    return;
  }
  const skip = target.closest("[data-skip]");
  if (skip) {
    event.preventDefault();
    document.getElementById("content")?.focus();
    return;
  }
  // A click on the dialog itself is a click beside its content.
  if (target instanceof HTMLDialogElement && target.open && beside(target, event)) {
    target.close();
  }
  for (const drop of document.querySelectorAll("details[data-drop][open]")) {
    const inside = drop.contains(target);
    if (!inside || target.closest(".menu a, .menu button:not([aria-pressed])")) {
      // The pressed entry goes away with its menu: what opens now gives the focus back to the menu's button.
      if (inside && drop.contains(document.activeElement)) {
        drop.querySelector("summary").focus({ preventScroll: true });
      }
      drop.open = false;
    }
  }
  const reveals = target.closest("[data-reveal]");
  if (reveals) {
    const input = document.getElementById(reveals.dataset.reveal);
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    reveals.setAttribute("aria-pressed", String(show));
    reveals.setAttribute("aria-label", show ? "Hide the password" : "Show the password");
  }
}

/** A menu in a frame that scrolls would be cut off by it: it stands over the page, above its button where there is no room below. */
function placeMenu(drop, menu) {
  const box = drop.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const room = innerHeight - box.bottom;
  const above = room < menu.offsetHeight + 8 && box.top > room;
  menu.style.top = above ? "auto" : `${box.bottom + 4}px`;
  menu.style.bottom = above ? `${innerHeight - box.top + 4}px` : "auto";
  const right = drop.matches("[data-drop=pick]") ? width - box.left - menu.offsetWidth : width - box.right;
  menu.style.right = `${Math.max(8, Math.min(right, width - menu.offsetWidth - 8))}px`;
}

/** Until a menu closes: what listens to the page for it. */
const followed = new WeakMap();

/** What is scrolled takes a row's menu away; a menu that is typed in and scrolled itself goes along instead, also when the keyboard of a phone takes its place. */
function onToggle(event) {
  const drop = event.target;
  followed.get(drop)?.abort();
  if (!drop.matches?.("details:is([data-drop=row], [data-drop=pick])") || !drop.open) {
    return;
  }
  const menu = drop.querySelector(".menu");
  placeMenu(drop, menu);
  const end = new AbortController();
  followed.set(drop, end);
  const follow = (moved) => {
    if (!drop.isConnected) {
      end.abort(); // Taken away while it was open: nothing told that it closed.
    } else if (drop.dataset.drop === "row") {
      drop.open = false;
    } else if (moved.target === window || !menu.contains(moved.target)) {
      placeMenu(drop, menu);
    }
  };
  for (const kind of ["scroll", "resize"]) {
    addEventListener(kind, follow, { capture: true, signal: end.signal });
  }
}

function beside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/** Length first, then variety: a hint while typing, the server decides. */
function strength(password) {
  if (!password) {
    return 0;
  }
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((k) => k.test(password)).length;
  const distinct = new Set(password).size;
  if (password.length < 12 || distinct < 5) {
    return 1;
  }
  return Math.min(4, 2 + (password.length >= 16 ? 1 : 0) + (password.length >= 20 || kinds >= 3 ? 1 : 0));
}

/** A form that saves itself hears of what is typed after a pause, not only when the field is left. */
const typing = new WeakMap();
function onTyping(event) {
  const field = event.target;
  if (field.closest?.("[data-autosave]") && /^(INPUT|TEXTAREA)$/.test(field.tagName) && !field.closest("[data-tag-input]")) {
    clearTimeout(typing.get(field));
    typing.set(field, setTimeout(() => field.isConnected && field.dispatchEvent(new Event("change", { bubbles: true })), 600));
  }
}

function onInput(event) {
  const meter = event.target.id && document.querySelector(`[data-strength-of="${CSS.escape(event.target.id)}"]`);
  if (!meter) {
    return;
  }
  const words = ["", "Too short or too simple", "Fair", "Good", "Strong"];
  const level = strength(event.target.value);
  meter.dataset.level = String(level);
  meter.querySelector(".pw").setAttribute("aria-label", `Strength: ${words[level] || "nothing typed"}`);
  const count = [...event.target.value].length;
  const said = meter.querySelector(".said"); // An error stands in its place after a refused form.
  if (!said) {
    return;
  }
  said.textContent = level ? `${words[level]}: ${count} ${count === 1 ? "character" : "characters"}. ` : "";
}

globalThis.Studio = { start, stop, isDark, setTheme, copyText, openDialog, closeDialog, reveal, focusId, focusHeading, saveText, templateEditor, chat };

// Not needed to begin: the page must not wait for it.
import("./connection.js").then(connection => connection.watch(copyText));
document.addEventListener("focusin", () => { focusedOn = location.pathname; }, true);
document.addEventListener("keydown", onEscape, true);
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("input", onInput);
document.addEventListener("toggle", onToggle, true);
document.addEventListener("input", onTyping);

// Some browsers drag nothing that carries nothing.
document.addEventListener("dragstart", event => {
  if (event.target.closest?.("[draggable=true]") && event.dataTransfer.types.length === 0) {
    event.dataTransfer.setData("text/plain", "");
  }
});

// Over what takes it. Here, and not in a component, which would be told many times a second.
document.addEventListener("dragover", event => {
  if (event.target.closest?.("[data-drop]")) {
    event.preventDefault();
  }
});
