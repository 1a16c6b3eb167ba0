// Colours a template behind a plain textarea. The textarea is the browser's own: typing, undo, selection and reading aloud
// work as everywhere and never wait for the server, which gets the text when the typing pauses.

const pause = 300;
const retry = 2000;
const partLength = 30000; // Of one message, whose size the server limits.

const editors = new Map();

export function attach(id, area, layer, owner) {
  detach(id);
  const editor = { area, layer, owner, lines: [], sent: 0, revision: 0, timer: 0, undeclared: new Set(), faults: new Set() };
  editor.onInput = () => {
    editor.revision++;
    draw(editor);
    clearTimeout(editor.timer);
    editor.timer = setTimeout(() => send(editor), pause);
  };
  editor.onBlur = () => send(editor);
  editor.onKey = (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      send(editor);
      owner.invokeMethodAsync("SaveByKeyAsync").catch(() => {});
    }
  };
  editor.onLeave = (event) => {
    if (editor.sent !== editor.revision) {
      event.preventDefault();
    }
  };
  area.addEventListener("input", editor.onInput);
  area.addEventListener("blur", editor.onBlur);
  area.addEventListener("keydown", editor.onKey);
  addEventListener("beforeunload", editor.onLeave);
  editors.set(id, editor);
  draw(editor);
  area.parentElement.classList.add("drawn");
}

export function detach(id) {
  const editor = editors.get(id);
  if (!editor) {
    return;
  }
  clearTimeout(editor.timer);
  editor.area.removeEventListener("input", editor.onInput);
  editor.area.removeEventListener("blur", editor.onBlur);
  editor.area.removeEventListener("keydown", editor.onKey);
  removeEventListener("beforeunload", editor.onLeave);
  editors.delete(id);
}

/** What the server found: names that are not declared, and the lines with faults, counted from 1. */
export function mark(id, undeclared, lines) {
  const editor = editors.get(id);
  if (editor) {
    editor.undeclared = new Set(undeclared);
    editor.faults = new Set(lines);
    draw(editor);
  }
}

/** Puts the cursor at a place, counted from 1. */
export function goTo(id, line, column) {
  const editor = editors.get(id);
  if (!editor) {
    return;
  }
  const lines = editor.area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const at = Math.min(start + column - 1, editor.area.value.length);
  editor.area.focus({ preventScroll: true });
  editor.area.setSelectionRange(at, at);
  editor.layer.children[line - 1]?.scrollIntoView({ block: "center" });
}

/** In parts and without waiting between them: they arrive in order, before whatever the person does next. */
function send(editor) {
  clearTimeout(editor.timer);
  const { owner, revision } = editor;
  if (editor.sent === revision) {
    return;
  }
  editor.sent = revision;
  const text = editor.area.value.toWellFormed?.() ?? editor.area.value;
  for (let start = 0, first = true; first || start < text.length; first = false) {
    let end = Math.min(text.length, start + partLength);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1])) {
      end--; // Half a character cannot travel.
    }
    owner.invokeMethodAsync("TakeAsync", text.slice(start, end), start === 0, end >= text.length).catch(() => {
      // The connection is gone for now: what was typed stays here and goes out again.
      if (editor.sent === revision) {
        editor.sent = -1;
        clearTimeout(editor.timer);
        editor.timer = setTimeout(() => send(editor), retry);
      }
    });
    start = end;
  }
}

/** Pieces of the text with a meaning: [start, end, kind, names]. The reading on the server decides, this only colours. */
function read(text) {
  const pieces = [];
  for (let i = text.indexOf("{{"); i >= 0; i = text.indexOf("{{", i)) {
    if (text[i - 1] === "\\") {
      i += 2;
      continue;
    }
    let quoted = false;
    let end = i + 2;
    let closed = false;
    for (; end < text.length; end++) {
      const c = text[end];
      if (quoted && c === "\\") {
        end++;
      } else if (c === '"') {
        quoted = !quoted;
      } else if (!quoted && c === "}" && text[end + 1] === "}") {
        closed = true;
        end += 2;
        break;
      } else if (!quoted && c === "{" && text[end + 1] === "{") {
        break;
      }
    }
    if (!closed) {
      const line = text.indexOf("\n", i);
      end = Math.min(end, line < 0 ? text.length : line, text.length);
      pieces.push([i, end, "te", []]);
      i = Math.max(end, i + 2);
      continue;
    }
    const inside = text.slice(i + 2, end - 2).trim();
    const kind = inside.startsWith("!") ? "tn" : /^[#/]|^else\b/.test(inside) ? "tb" : "tv";
    const names = kind === "tn" ? [] : (inside.replace(/"(\\.|[^"\\])*"/gs, "").match(/[A-Za-z_]\w*/g) ?? []);
    pieces.push([i, end, kind, names]);
    i = end;
  }
  return pieces;
}

/** Only lines that look different are drawn anew. */
function draw(editor) {
  const text = editor.area.value;
  const pieces = read(text);
  const lines = [];
  let start = 0;
  let next = 0;
  text.split("\n").forEach((line, number) => {
    const end = start + line.length;
    const spans = [];
    for (let p = next; p < pieces.length && pieces[p][0] < end; p++) {
      const [from, to, kind, names] = pieces[p];
      if (to > start) {
        const bad = kind !== "te" && names.some((n) => editor.undeclared.has(n));
        spans.push([Math.max(from, start) - start, Math.min(to, end) - start, bad ? kind + " bad" : kind]);
      }
    }
    while (next < pieces.length && pieces[next][1] <= end) {
      next++;
    }
    const fault = editor.faults.has(number + 1);
    lines.push({ line, spans, fault, look: `${fault ? "!" : ""}${spans.join(";")}|${line}` });
    start = end + 1;
  });

  const old = editor.lines;
  let head = 0;
  while (head < lines.length && head < old.length && lines[head].look === old[head].look) {
    head++;
  }
  let tail = 0;
  while (tail < lines.length - head && tail < old.length - head && lines[lines.length - 1 - tail].look === old[old.length - 1 - tail].look) {
    tail++;
  }
  const layer = editor.layer;
  for (let i = head; i < old.length - tail; i++) {
    layer.children[head].remove();
  }
  const fresh = document.createDocumentFragment();
  for (let i = head; i < lines.length - tail; i++) {
    fresh.append(lineOf(lines[i]));
  }
  layer.insertBefore(fresh, layer.children[head] ?? null);
  editor.lines = lines;
}

function lineOf({ line, spans, fault }) {
  const row = document.createElement("div");
  row.className = fault ? "tl fault" : "tl";
  let at = 0;
  for (const [from, to, kind] of spans) {
    row.append(line.slice(at, from));
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = line.slice(from, to);
    row.append(span);
    at = to;
  }
  row.append(line.slice(at) || (at === 0 ? "\u200b" : ""));
  return row;
}
