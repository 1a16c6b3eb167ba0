// What was typed on this page and is not stored yet, so that it can be taken along when the page cannot be saved any more.

const before = new WeakMap();
const typed = new Map();
let unsaved = false;

const isText = (field) =>
  field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && /^(text|email|url|tel|number|date|time)$/.test(field.type));

const labelOf = (field) => {
  const label = field.labels?.[0]?.cloneNode(true);
  label?.querySelectorAll("[aria-hidden], input, textarea, select").forEach((part) => part.remove());
  return (label?.textContent || field.getAttribute("aria-label") || field.placeholder || "").trim().replace(/\s+/g, " ");
};

function onFocus(event) {
  if (isText(event.target) && !before.has(event.target)) {
    before.set(event.target, event.target.value);
  }
}

function onInput(event) {
  const field = event.target;
  if (isText(field)) {
    typed.set(field, { label: labelOf(field), text: field.value, page: location.pathname });
  }
}

/** Forms with changes draw a mark. Once the last mark is gone, what was typed is stored or was given up. */
function onDrawn() {
  const now = document.querySelector("[data-unsaved]") !== null;
  if (unsaved && !now) {
    for (const field of typed.keys()) {
      before.set(field, field.value);
    }
    typed.clear();
  }
  unsaved = now;
}

/** Labels and texts, empty when nothing is lost. A field that another step of the form has replaced counts with its last text. */
export function text() {
  return [...typed]
    .filter(([, entry]) => entry.page === location.pathname)
    .map(([field, entry]) => ({ label: entry.label, text: field.isConnected ? field.value : entry.text, before: before.get(field) ?? "" }))
    .filter((entry) => entry.text !== entry.before && entry.text.trim())
    .map((entry) => (entry.label ? `${entry.label}\n${entry.text}` : entry.text))
    .join("\n\n");
}

document.addEventListener("focusin", onFocus, true);
document.addEventListener("input", onInput, true);
new MutationObserver(onDrawn).observe(document.body, { childList: true, subtree: true });
