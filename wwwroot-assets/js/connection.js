// When the server has forgotten this page, nothing on it works any more: it is locked, says so, and hands out what was typed.

import * as typed from "./typed.js";

const over = ".components-reconnect-failed, .components-reconnect-rejected";
const controls = "button, a[href], select, summary, [tabindex='0']:not(input, textarea), input:is([type=checkbox], [type=radio], [type=file], [type=range])";
const blocked = ["click", "dblclick", "pointerdown", "submit", "input", "change", "keydown", "dragstart", "drop"];

let locked = null;

const notice = () =>
  [...document.querySelectorAll(".page-over")].find((element) => element.checkVisibility());

/** Texts stay readable and can be selected and copied; everything else is left to the notice. */
function block(event) {
  if (event.target.closest?.(".page-over")) {
    return;
  }
  event.stopImmediatePropagation();
  const reads = event.type === "keydown" && (/^(Tab|Arrow|Home|End|Page|Shift|Control|Meta|Alt|F\d)/.test(event.key) || ((event.ctrlKey || event.metaKey) && /^[acr]$/i.test(event.key)));
  if (!reads && event.type !== "pointerdown") {
    event.preventDefault();
  }
}

function lock(shown) {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  const apart = (element) => !element.closest(".page-over");
  const fields = [...document.querySelectorAll("input, textarea")].filter((field) => apart(field) && !field.readOnly);
  const others = [...document.querySelectorAll(controls)].filter((control) => apart(control) && !control.querySelector("input, textarea, p, h1, td") && !control.inert);
  fields.forEach((field) => (field.readOnly = true));
  others.forEach((control) => (control.inert = true));
  blocked.forEach((name) => addEventListener(name, block, true));
  document.documentElement.dataset.over = "";
  locked = { fields, others };
  show(shown);
  shown.querySelector("button:not([hidden])").focus();
}

function unlock() {
  locked.fields.forEach((field) => (field.readOnly = false));
  locked.others.forEach((control) => (control.inert = false));
  blocked.forEach((name) => removeEventListener(name, block, true));
  delete document.documentElement.dataset.over;
  locked = null;
}

function show(shown) {
  const has = typed.text() !== "";
  shown.querySelector("[data-copy-typed]").hidden = !has;
  shown.querySelector("[data-typed]").hidden = !has;
  shown.querySelector("[data-nothing-typed]").hidden = has;
}

function follow() {
  const shown = notice();
  if (shown && !locked) {
    lock(shown);
  } else if (shown) {
    show(shown);
  } else if (locked) {
    unlock();
  }
}

async function onClick(event, copyText) {
  if (event.target.closest(".page-over [data-reload]")) {
    // Forms with changes have the browser ask before they are left. The notice has said it all.
    addEventListener("beforeunload", (leaving) => leaving.stopImmediatePropagation(), true);
  }
  const copy = event.target.closest("[data-copy-typed]");
  if (copy) {
    const copied = await copyText(typed.text());
    copy.textContent = copied ? "Copied" : "Not copied: select the text and copy it";
  }
  const again = event.target.closest("[data-reconnect]");
  if (again) {
    again.disabled = true;
    try {
      if (!(await window.Blazor.reconnect())) {
        document.querySelector(over)?.classList.replace("components-reconnect-failed", "components-reconnect-rejected");
      }
    } catch {
      // Still no answer: the notice stays.
    } finally {
      again.disabled = false;
    }
  }
}

export function watch(copyText) {
  const parts = document.querySelectorAll("#components-reconnect-modal, #blazor-error-ui");
  const observer = new MutationObserver(follow);
  parts.forEach((part) => observer.observe(part, { attributes: true, attributeFilter: ["class", "style"] }));
  document.addEventListener("click", (event) => onClick(event, copyText));
}
