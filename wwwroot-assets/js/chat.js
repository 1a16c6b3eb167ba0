// Conversations: where the reader stands in the messages, where one writes, and the previews of sources. Fetched by the pages
// that show one.

const logs = new Map();
const near = 400; // Pixels from an edge: older or newer messages are read before the reader gets there.

/** Keeps the reader where they are: at the end while they are there, otherwise at the message they look at. */
class Log {
  constructor(root, self) {
    this.self = self;
    this.view = root.querySelector("[data-log]");
    this.list = root.querySelector("[data-messages]");
    this.newest = root.querySelector("[data-newest]");
    this.atEnd = true;
    this.asks = false;
    this.length = 0;
    this.end = new AbortController();
    this.view.addEventListener("scroll", () => this.scrolled(), { passive: true, signal: this.end.signal });
    this.changes = new MutationObserver(() => this.settle());
    this.changes.observe(this.list, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-newer"] });
    this.sizes = new ResizeObserver(() => this.settle());
    this.sizes.observe(this.list);
    this.sizes.observe(this.view);
    this.settle();
  }

  detach() {
    this.end.abort();
    this.changes.disconnect();
    this.sizes.disconnect();
  }

  /** After anything was drawn, before it is seen. */
  settle() {
    const last = this.list.lastElementChild;
    const length = last?.textContent.length ?? 0;
    const grew = last !== this.last || length > this.length;
    if (this.atEnd && !("newer" in this.list.dataset)) {
      this.view.scrollTop = this.view.scrollHeight;
      this.newest.hidden = true;
    } else {
      if (this.anchor?.isConnected) {
        this.view.scrollTop += this.anchor.getBoundingClientRect().top - this.top;
      }
      this.newest.hidden = !("newer" in this.list.dataset || grew || !this.newest.hidden);
    }
    this.last = last;
    this.length = length;
    this.look();
  }

  scrolled() {
    const left = this.view.scrollHeight - this.view.scrollTop - this.view.clientHeight;
    this.atEnd = left < 24;
    if (this.atEnd && !("newer" in this.list.dataset)) {
      this.newest.hidden = true;
    }
    this.look();
    if (this.view.scrollTop < near && "older" in this.list.dataset) {
      this.ask("OlderAsync");
    } else if (left < near && "newer" in this.list.dataset) {
      this.ask("NewerAsync");
    }
  }

  /** The first message in sight, and where it is. */
  look() {
    const top = this.view.getBoundingClientRect().top;
    this.anchor = [...this.list.children].find(c => c.getBoundingClientRect().bottom > top && !c.matches(".chat-more"));
    this.top = this.anchor?.getBoundingClientRect().top ?? 0;
  }

  async ask(method) {
    if (this.asks) {
      return;
    }
    this.asks = true;
    try {
      await this.self.invokeMethodAsync(method);
    } catch {
      // The circuit is gone, or says itself what went wrong.
    }
    this.asks = false;
  }

  toEnd() {
    this.atEnd = true;
    this.settle();
  }
}

export function attach(id, self) {
  const root = document.getElementById(id);
  detach(id);
  if (root?.querySelector("[data-log]")) {
    logs.set(id, new Log(root, self));
  }
}

export function detach(id) {
  logs.get(id)?.detach();
  logs.delete(id);
}

export function toEnd(id) {
  logs.get(id)?.toEnd();
}

/** The address of what a page has become, without making the page anew. */
export function address(path) {
  history.replaceState(history.state, "", path);
  document.querySelector("[data-skip]")?.setAttribute("href", `${path}#content`);
}

// Where one writes.

const store = (form) => form.dataset.draft ? `studio-draft:${form.dataset.draft}` : null;
const coarse = () => matchMedia("(pointer: coarse)").matches;

/** A draft from before comes back. */
export function ready(id) {
  const area = document.getElementById(id);
  const form = area?.closest("[data-composer]");
  const kept = form && store(form) && sessionStorage.getItem(store(form));
  if (kept && !area.value) {
    area.value = kept;
    typed(area);
  }
}

/** What could not be sent. */
export function giveBack(id, text) {
  const area = document.getElementById(id);
  if (area) {
    area.value = area.value ? `${text}\n${area.value}` : text;
    typed(area);
    area.focus();
  }
}

function typed(area) {
  const form = area.closest("[data-composer]");
  const most = Number(form.dataset.max);
  const count = form.querySelector("[data-count]");
  const left = most - area.value.length;
  count.textContent = left < 0 ? `Too long to send: shorten it by ${left === -1 ? "1 character" : `${(-left).toLocaleString("en")} characters`}` : left < most / 5 && left < 1000 ? `${left.toLocaleString("en")} characters left` : "";
  count.classList.toggle("bad", left < 0);
  form.querySelector("[data-send]")?.toggleAttribute("disabled", left < 0);
  if (!CSS.supports("field-sizing", "content")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
  const key = store(form);
  if (key) {
    if (area.value) {
      sessionStorage.setItem(key, area.value.slice(0, 200000));
    } else {
      sessionStorage.removeItem(key);
    }
  }
}

document.addEventListener("input", event => {
  if (event.target.matches?.("[data-composer] textarea")) {
    typed(event.target);
  }
});

/** The circuit is told what is in the field before it hears that it was sent; the field is free at once for what comes next. */
window.addEventListener("submit", event => {
  const form = event.target;
  if (!form.matches?.("[data-composer]")) {
    return;
  }
  const area = form.querySelector("textarea");
  event.preventDefault();
  if (!area.value.trim() || area.value.length > Number(form.dataset.max) || !form.querySelector("[data-send]")) {
    event.stopImmediatePropagation();
    typed(area); // The button may be another one than when this was typed.
  } else {
    area.dispatchEvent(new Event("change", { bubbles: true }));
    area.value = "";
    typed(area);
  }
  if (!coarse()) {
    area.focus();
  }
}, true);

/** Enter sends; on a phone it makes a line, as everywhere there. */
document.addEventListener("keydown", event => {
  const area = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.isComposing && !coarse() && area.matches?.("[data-composer] textarea, textarea[data-sends]")) {
    event.preventDefault();
    if (area.matches("[data-sends]")) {
      area.dispatchEvent(new Event("change", { bubbles: true }));
    }
    area.form.requestSubmit();
  }
});

/** Escape gives up an edit, or stops what is being written, unless it closes something first. */
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && event.target.matches?.("textarea[data-sends]")) {
    event.preventDefault();
    event.target.form.querySelector("[data-cancels]")?.click();
    return;
  }
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("details[data-drop][open], dialog[open], .rz-dialog, .rz-dialog-side")) {
    document.querySelector("[data-stop]:not(:disabled)")?.click();
  }
}, true);

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-stop]") && !coarse()) {
    document.querySelector("[data-composer] textarea")?.focus();
  }
});

// The previews of sources open when a mark is pointed at or focused, and stay when it is pressed.

let timer = 0;
let shown = null;
let escaped = 0;

function show(cite, wait) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (cite.isConnected && !cite.open) {
      hide(shown);
      cite.open = true;
      cite.dataset.peek = "";
      shown = cite;
    }
  }, wait);
}

function hide(cite) {
  if (cite && "peek" in cite.dataset) {
    delete cite.dataset.peek;
    cite.open = false;
  }
}

document.addEventListener("pointerover", event => {
  const cite = event.pointerType === "mouse" && event.target.closest?.("[data-cite]");
  if (cite && !cite.open) {
    show(cite, 180);
  } else if (cite) {
    clearTimeout(timer);
  } else if (event.pointerType === "mouse") {
    clearTimeout(timer);
    timer = setTimeout(() => hide(shown), 250);
  }
});

document.addEventListener("focusin", event => {
  const cite = event.target.closest?.("[data-cite]");
  if (shown && shown !== cite) {
    hide(shown);
  }
  if (cite && event.target.matches("summary:focus-visible") && event.timeStamp - escaped > 300) {
    show(cite, 0);
  }
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    escaped = event.timeStamp;
  }
}, true);

document.addEventListener("click", event => {
  const cite = event.target.closest?.("[data-cite]");
  if (cite && event.target.closest("summary") && "peek" in cite.dataset) {
    event.preventDefault();
    delete cite.dataset.peek;
  }
}, true);
