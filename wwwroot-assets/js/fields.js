// A field that takes no more says so: browsers cut what is pasted without a word.

const shownFor = 10000;

let note = null;
let timer = 0;

function hide() {
  clearTimeout(timer);
  note?.remove();
  note = null;
}

function show(field, text) {
  hide();
  const place = field.getBoundingClientRect();
  note = document.createElement("div");
  note.className = "cut-note";
  note.setAttribute("role", "alert");
  note.textContent = text;
  document.body.append(note);
  const below = place.bottom + note.offsetHeight + 8 < innerHeight;
  note.style.left = `${Math.max(8, Math.min(place.left, innerWidth - note.offsetWidth - 8))}px`;
  note.style.top = `${Math.max(8, below ? place.bottom + 4 : place.top - note.offsetHeight - 4)}px`;
  timer = setTimeout(hide, shownFor);
}

const count = (number) => number.toLocaleString("en-US");

document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.maxLength < 0 || field.readOnly) {
    return;
  }
  // As the field will count it: lines end with one character.
  const pasted = (event.clipboardData?.getData("text") ?? "").replace(/\r\n?/g, "\n");
  const room = field.maxLength - field.value.length + (field.selectionEnd - field.selectionStart);
  if (pasted.length > room) {
    show(field, `Not all of it fits: at most ${count(field.maxLength)} characters, so the last ${count(pasted.length - Math.max(0, room))} were left out.`);
  }
});
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", (event) => {
  if (event.target !== document.activeElement) { // Pasting scrolls the field itself.
    hide();
  }
}, { capture: true, passive: true });
