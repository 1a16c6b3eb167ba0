// Panels and questions over the page: the focus goes in the moment they are drawn, and back where it was when they go.
// The library would do so half a second later, and whoever types or presses a key until then does it in the page behind.

const panels = ".rz-dialog-side, .rz-dialog";
const controls = "input:not([type=hidden]), select, textarea, button, summary, a[href], [tabindex='0']";
const opened = [];

function firstControl(panel) {
  const content = panel.querySelector(".rz-dialog-side-content, .rz-dialog-content") ?? panel;
  return [...content.querySelectorAll(controls)].find(c => !c.disabled && c.offsetParent !== null);
}

/** A panel that still reads has no control: it holds the focus itself until it has one. */
function enter(panel) {
  const control = firstControl(panel);
  if (!control) {
    panel.tabIndex = -1;
  }
  (control ?? panel).focus({ preventScroll: !control });
}

function leave(from) {
  const focused = document.activeElement;
  if (focused && focused !== document.body && focused.isConnected) {
    return;
  }
  // What opened it may be gone too, with the row it stood in.
  (from?.isConnected ? from : document.getElementById("content"))?.focus({ preventScroll: true });
}

const inside = (node) => node.nodeType === Node.ELEMENT_NODE ? (node.matches(panels) ? [node] : [...node.querySelectorAll(panels)]) : [];

function onChange(changes) {
  for (const change of changes) {
    for (const panel of [...change.addedNodes].flatMap(inside)) {
      if (panel.isConnected && !opened.some(o => o.panel === panel)) {
        const focused = document.activeElement;
        opened.push({ panel, from: focused === document.body || panel.contains(focused) ? null : focused });
        if (!panel.contains(focused)) {
          enter(panel);
        }
      }
    }
  }
  for (let i = opened.length - 1; i >= 0; i--) {
    const { panel, from } = opened[i];
    if (!panel.isConnected) {
      opened.splice(i, 1);
      leave(from);
    } else if (document.activeElement === panel && firstControl(panel)) {
      enter(panel);
    }
  }
}

new MutationObserver(onChange).observe(document.body, { childList: true, subtree: true });
