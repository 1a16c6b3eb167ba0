/* An assistant on this page. One file, nothing else is loaded; texts only ever become text, never markup. */
(() => {
  'use strict';

  const STORE = 'assistant-embed:';
  const SESSION = 'X-Embed-Session';
  const PHONE = '(max-width: 480px), (max-height: 480px)';
  const GONE = 'The assistant cannot be reached at the moment. Try again later.';
  const POLL_MS = 2000;
  const MOST_POLLS = 150;

  const script = document.currentScript || document.querySelector('script[src*="/embed/pk_"]');
  const base = /^(.*\/embed\/pk_\w+)\.js/.exec(script?.src ?? '')?.[1];
  const shown = window.__assistantEmbeds ??= new Set();
  if (!base || shown.has(base)) {
    return;
  }

  shown.add(base);

  const css = `
    :host { all: initial; --surface: #fff; --sunken: #f2f5f7; --line: #d8dfe5; --edge: #75838f; --text: #15202b; --soft: #56636f; --bad: #b3262e; color-scheme: light; }
    :host([data-dark]) { --surface: #141b22; --sunken: #1d262e; --line: #2d3944; --edge: #7d8d9c; --text: #e8eef3; --soft: #a3b1be; --bad: #ff8a87; color-scheme: dark; }
    * { box-sizing: border-box; margin: 0; font: inherit; color: inherit; }
    [hidden] { display: none !important; }
    .all { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--text); text-align: start; }
    .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    button { cursor: pointer; border: 0; background: none; padding: 0; }
    :focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
    svg { width: 24px; height: 24px; display: block; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .launch { position: fixed; bottom: 20px; inset-inline: auto 20px; z-index: 2147483000; width: 56px; height: 56px; border-radius: 50%; display: grid; place-items: center;
      background: var(--accent); color: var(--ink); border: 1px solid color-mix(in srgb, var(--ink) 30%, transparent); box-shadow: 0 6px 20px rgb(0 0 0 / .28); }
    :host([data-left]) .launch { inset-inline: 20px auto; }
    .panel { position: fixed; z-index: 2147483001; bottom: 88px; right: 20px; width: min(400px, calc(100vw - 40px)); height: min(640px, calc(100dvh - 108px)); display: flex; flex-direction: column; overflow: hidden;
      background: var(--surface); border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 16px 48px rgb(0 0 0 / .3); }
    :host([data-left]) .panel { right: auto; left: 20px; }
    header { display: flex; align-items: center; gap: 4px; padding: 10px 8px 10px 16px; background: var(--accent); color: var(--ink); }
    header :focus-visible { outline-color: var(--ink); outline-offset: -3px; }
    h2 { flex: 1; min-width: 0; font-size: 16px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .tool { width: 44px; height: 44px; border-radius: 8px; display: grid; place-items: center; }
    .tool svg { width: 20px; height: 20px; }
    .tool:hover { background: color-mix(in srgb, var(--ink) 16%, transparent); }
    .log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px; display: flex; flex-direction: column; gap: 12px; }
    .log:focus-visible { outline-offset: -3px; }
    .msg { max-width: 88%; padding: 9px 13px; border-radius: 14px; background: var(--sunken); align-self: flex-start; overflow-wrap: anywhere; }
    .msg.you { align-self: flex-end; background: var(--accent); color: var(--ink); white-space: pre-wrap; }
    .msg p + p, .msg p + :is(ul, ol, pre), :is(ul, ol, pre) + p, .msg :is(ul, ol, pre) + :is(ul, ol, pre) { margin-top: 8px; }
    .msg :is(ul, ol) { padding-inline-start: 22px; }
    .msg b { font-weight: 650; }
    .msg a { text-decoration: underline; text-underline-offset: 2px; }
    .msg code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
    .msg :not(pre) > code { background: color-mix(in srgb, var(--text) 9%, transparent); border-radius: 4px; padding: 1px 4px; }
    .msg .wide { overflow-x: auto; margin-block: 8px; overflow-wrap: normal; }
    .msg table { border-collapse: collapse; font-size: 14px; }
    .msg :is(th, td) { text-align: start; vertical-align: top; padding: 4px 8px; border: 1px solid var(--line); }
    .msg th { font-weight: 650; }
    .msg pre { overflow-x: auto; padding: 8px 10px; border-radius: 8px; background: color-mix(in srgb, var(--text) 7%, transparent); }
    .sources, .note { font-size: 13px; color: var(--soft); }
    .sources { margin-top: 8px; padding-top: 6px; border-top: 1px solid var(--line); }
    .note { align-self: center; text-align: center; }
    .bad { color: var(--bad); }
    .asks { display: flex; flex-direction: column; gap: 8px; align-items: flex-start; }
    .asks button { text-align: start; padding: 9px 14px; border: 1px solid var(--edge); border-radius: 18px; min-height: 40px; }
    .asks button:hover { background: var(--sunken); }
    .dots { display: inline-flex; gap: 5px; padding: 7px 0; }
    .dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); }
    .alert { padding: 8px 16px; font-size: 14px; color: var(--bad); border-top: 1px solid var(--line); }
    form { display: flex; gap: 8px; align-items: flex-end; padding: 12px; border-top: 1px solid var(--line); }
    textarea { flex: 1; min-width: 0; resize: none; max-height: 132px; min-height: 44px; padding: 10px 12px; font-size: 16px; line-height: 22px; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); }
    textarea::placeholder { color: var(--soft); opacity: 1; }
    textarea:focus-visible { outline-offset: 0; }
    .send { flex: none; width: 44px; height: 44px; border-radius: 10px; display: grid; place-items: center; background: var(--accent); color: var(--ink); border: 1px solid color-mix(in srgb, var(--ink) 30%, transparent); }
    @media ${PHONE} {
      .panel, :host([data-left]) .panel { inset: 0; width: auto; height: var(--height, 100dvh); top: var(--top, 0); border: 0; border-radius: 0; }
      .panel header { padding-top: max(10px, env(safe-area-inset-top)); }
      .panel form { padding-bottom: max(12px, env(safe-area-inset-bottom)); }
      .open .launch { display: none; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .panel { animation: rise .16s ease-out; }
      .dots i { animation: beat 1.2s infinite; }
      .dots i:nth-child(2) { animation-delay: .2s; }
      .dots i:nth-child(3) { animation-delay: .4s; }
      @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
      @keyframes beat { 50% { opacity: .25; } }
    }
    @media print { .all { display: none; } }`;

  const ICONS = {
    chat: 'M21 12a8 8 0 0 1-8 8H4l2.2-2.7A8 8 0 1 1 21 12ZM9 12h.01M13 12h.01M17 12h.01',
    close: 'M6 6l12 12M18 6L6 18',
    anew: 'M12 5v14M5 12h14',
    send: 'M5 12h13M12 5l7 7-7 7',
    stop: 'M7 7h10v10H7z',
  };

  // Elements

  const el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) {
        made.setAttribute(name, value === true ? '' : value);
      }
    }

    made.append(...children);
    return made;
  };

  const icon = name => {
    const [svg, path] = ['svg', 'path'].map(tag => document.createElementNS('http://www.w3.org/2000/svg', tag));
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
  };

  // Text with a little structure: paragraphs, lists, code, bold, links. Everything else stays as it was written.

  const linkTo = address => {
    try {
      const url = new URL(address);
      return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  };

  const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>"'`)\]*]+[^\s<>"'`)\]*.,;:!?])/g;

  const inline = text => {
    const parts = [];
    let at = 0;
    for (const found of text.matchAll(INLINE)) {
      const [whole, code, bold, label, address, bare] = found;
      const href = linkTo(address ?? bare ?? '');
      const made = code ? el('code', {}, code) : bold ? el('b', {}, ...inline(bold)) : href ? el('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, label ?? bare) : null;
      if (made) {
        parts.push(text.slice(at, found.index), made);
        at = found.index + whole.length;
      }
    }

    return [...parts, text.slice(at)].filter(p => p !== '');
  };

  const blocks = text => {
    const made = [];
    let paragraph = null;
    let list = null;
    let code = null;
    let table = null;
    for (const line of text.split('\n')) {
      const item = /^\s{0,8}(?:[-*+]|(\d{1,4})[.)])\s+(.*)$/.exec(line);
      if (/^\s*```/.test(line)) {
        code = code ? null : el('code');
        paragraph = list = null;
        if (code) {
          made.push(el('pre', { tabindex: 0 }, code));
        }
      } else if (code) {
        code.append(line + '\n');
      } else if (/^\s*\|.*\|\s*$/.test(line)) {
        const head = !table;
        if (head) {
          made.push(el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Table' }, table = el('table')));
        }

        if (!/^[\s|:-]+$/.test(line)) {
          table.append(el('tr', {}, ...line.trim().slice(1, -1).split('|').map(cell => el(head ? 'th' : 'td', {}, ...inline(cell.trim())))));
        }

        paragraph = list = null;
        continue;
      } else if (line.trim() === '') {
        paragraph = null;
      } else if (item) {
        const tag = item[1] ? 'ol' : 'ul';
        if (list?.localName !== tag) {
          made.push(list = el(tag, { start: item[1] ?? null }));
        }

        list.append(el('li', {}, ...inline(item[2])));
        paragraph = null;
      } else {
        const heading = /^#{1,6}\s+(.*)$/.exec(line);
        list = null;
        if (heading || !paragraph) {
          made.push(paragraph = el('p'));
        } else {
          paragraph.append(el('br'));
        }

        paragraph.append(...(heading ? [el('b', {}, ...inline(heading[1]))] : inline(line)));
        paragraph = heading ? null : paragraph;
      }

      table = null;
    }

    return made;
  };

  // What survives a reload, in this tab alone

  const kept = (() => {
    const name = STORE + base;
    let memory = {};
    try {
      memory = JSON.parse(sessionStorage.getItem(name)) ?? {};
    } catch {
      // The site, or the person, does not let anything be kept.
    }

    return {
      get: key => memory[key],
      set: (key, value) => {
        memory = { ...memory, [key]: value };
        try {
          sessionStorage.setItem(name, JSON.stringify(memory));
        } catch {
          // Then it lasts until the page is left.
        }
      },
    };
  })();

  // Calls

  class Refused extends Error {
    constructor(status, problem, wait) {
      super(problem?.errors ? Object.values(problem.errors).flat().join(' ') : problem?.title || GONE);
      Object.assign(this, { status, code: problem?.code, wait });
    }
  }

  const call = async (path, { method = 'GET', body, signal } = {}) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const token = kept.get('token');
    if (token) {
      headers[SESSION] = token;
    }

    const reply = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal, mode: 'cors', credentials: 'omit', cache: 'no-store' });
    const renewed = reply.headers.get(SESSION);
    if (renewed && reply.ok && kept.get('token') === token) { // Not of a conversation that was left meanwhile.
      kept.set('token', renewed);
    }

    if (!reply.ok) {
      throw new Refused(reply.status, await reply.json().catch(() => null), Number(reply.headers.get('Retry-After')) || 0);
    }

    return reply;
  };

  const openSession = async () => kept.set('token', (await (await call('/sessions', { method: 'POST' })).json()).token);

  async function* events(reply) {
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      const whole = (rest + value).split('\n\n');
      rest = whole.pop();
      for (const one of whole) {
        const name = /^event: (.*)$/m.exec(one)?.[1];
        const data = /^data: (.*)$/m.exec(one)?.[1];
        if (name && data) {
          yield { name, data: JSON.parse(data) };
        }
      }
    }
  }

  const wordsOf = e => {
    if (!(e instanceof Refused)) {
      return navigator.onLine === false ? 'You are offline. Your message is still here: send it when you are back.' : GONE;
    }

    const minutes = Math.ceil(e.wait / 60);
    return e.wait === 0 ? e.message : `${e.message} (${e.wait < 90 ? `${e.wait} seconds` : minutes < 90 ? `${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`})`;
  };

  const isOver = e => e instanceof Refused && (e.code === 'session_ended' || e.code === 'conversation_ended');

  // The panel

  const show = face => {
    const host = el('div', { 'data-assistant-embed': true, 'data-left': face.position === 'left' });
    const root = host.attachShadow({ mode: 'open' });
    try {
      const sheet = new CSSStyleSheet(); // Not held up by what the page says of styles.
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(el('style', {}, css));
    }

    host.style.setProperty('--accent', face.accent);
    host.style.setProperty('--ink', face.ink);
    const system = matchMedia('(prefers-color-scheme: dark)');
    const phone = matchMedia(PHONE);
    const paint = () => host.toggleAttribute('data-dark', face.theme === 'dark' || (face.theme === 'auto' && system.matches));
    system.addEventListener('change', paint);
    paint();

    const launch = el('button', { type: 'button', class: 'launch', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, icon('chat'));
    const anew = el('button', { type: 'button', class: 'tool', 'aria-label': 'New conversation', title: 'New conversation' }, icon('anew'));
    const close = el('button', { type: 'button', class: 'tool', 'aria-label': 'Close', title: 'Close' }, icon('close'));
    const log = el('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': 'Conversation', tabindex: 0 });
    const status = el('div', { class: 'sr', role: 'status' });
    const alert = el('div', { class: 'alert', role: 'alert', hidden: true });
    const box = el('textarea', { rows: 1, maxlength: face.maxMessageLength, 'aria-label': 'Your message', placeholder: 'Write a message', enterkeyhint: 'send', dir: 'auto' });
    const send = el('button', { type: 'submit', class: 'send', 'aria-label': 'Send', title: 'Send' }, icon('send'));
    const form = el('form', {}, box, send);
    const panel = el('section', { class: 'panel', role: 'dialog', 'aria-label': face.title, hidden: true }, el('header', {}, el('h2', {}, face.title), anew, close), log, status, alert, form);
    const all = el('div', { class: 'all' }, launch, panel);
    root.append(all);
    document.body.append(host);

    let answering = null;
    let loaded = false;
    let begun = 0; // Conversations in this panel: what comes late of a former one is not shown.

    const name = (button, label, symbol) => {
      button.setAttribute('aria-label', label);
      button.title = label;
      button.replaceChildren(icon(symbol));
    };

    const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    const toEnd = () => { log.scrollTop = log.scrollHeight; };
    const complain = text => {
      alert.textContent = text ?? '';
      alert.hidden = !text;
    };

    const add = (...nodes) => {
      log.append(...nodes);
      toEnd();
    };

    const bubble = (who, ...content) => el('div', { class: `msg ${who === 'user' ? 'you' : ''}`, dir: 'auto' }, el('span', { class: 'sr' }, who === 'user' ? 'You: ' : `${face.title}: `), ...content);

    const wait = () => el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));

    /** Fills a bubble with a reply, as far as it has come. */
    const fill = (into, message) => {
      const rest = [];
      if (message.sources?.length) {
        const numbers = new Map();
        message.sources.forEach(s => numbers.set(s.title, `${numbers.get(s.title) ?? ''}[${s.number}] `));
        rest.push(el('div', { class: 'sources' }, `Sources: ${[...numbers].map(([title, of]) => of + title).join(', ')}`));
      }

      if (message.problem) {
        rest.push(el('div', { class: message.state === 'failed' ? 'bad' : 'sources' }, message.problem));
      }

      into.replaceChildren(into.firstChild, ...blocks(message.content), ...(message.state === 'streaming' && !message.content ? [wait()] : rest));
    };

    const greet = () => {
      log.replaceChildren();
      if (face.greeting) {
        const hello = bubble('assistant');
        fill(hello, { content: face.greeting });
        log.append(hello);
      }

      if (face.suggestions.length > 0) {
        const asks = el('div', { class: 'asks' }, ...face.suggestions.map(text => {
          const ask = el('button', { type: 'button' }, text);
          ask.addEventListener('click', () => submit(text));
          return ask;
        }));
        log.append(asks);
      }
    };

    const clearAsks = () => log.querySelector('.asks')?.remove();

    /** What was said in this session. True: a reply is still being written. */
    const load = async () => {
      const mine = begun;
      const { messages } = await (await call('/messages')).json();
      if (mine !== begun) {
        return false;
      }

      greet();
      for (const message of messages) {
        clearAsks();
        const made = bubble(message.role, ...(message.role === 'user' ? [message.content] : []));
        if (message.role !== 'user') {
          fill(made, message);
        }

        log.append(made);
      }

      toEnd();
      return messages.at(-1)?.state === 'streaming';
    };

    const busy = on => {
      answering = on;
      name(send, on ? 'Stop' : 'Send', on ? 'stop' : 'send');
    };

    /** Of a reply whose stream is lost, until it is whole. */
    const follow = async () => {
      busy({});
      try {
        for (let i = 0; i < MOST_POLLS && await load(); i++) {
          await new Promise(done => setTimeout(done, POLL_MS));
        }

        status.textContent = log.lastChild?.textContent ?? '';
      } finally {
        busy(null);
      }
    };

    const begin = async () => {
      loaded = true;
      greet();
      if (!kept.get('token')) {
        return;
      }

      try {
        if (await load()) {
          await follow();
        }
      } catch (e) {
        if (isOver(e)) {
          kept.set('token', null);
        } else {
          complain(wordsOf(e));
        }
      }
    };

    const ask = async (content, clientKey) => {
      if (!kept.get('token')) {
        await openSession();
      }

      try {
        return await call('/messages', { method: 'POST', body: { content, clientKey } });
      } catch (e) {
        if (!isOver(e)) {
          throw e;
        }

        kept.set('token', null);
        await openSession();
        add(el('p', { class: 'note' }, 'Some time has passed, so this is a new conversation.'));
        return call('/messages', { method: 'POST', body: { content, clientKey } });
      }
    };

    const read = async (reply, into) => {
      let text = '';
      let drawn = 0;
      const draw = () => {
        drawn = 0;
        const stays = atEnd();
        fill(into, { content: text, state: 'streaming' });
        if (stays) {
          toEnd();
        }
      };

      try {
        for await (const { name: what, data } of events(reply)) {
          if (what === 'delta') {
            text += data.text;
            drawn ||= requestAnimationFrame(draw);
          } else if (what === 'completed' || what === 'failed') {
            const message = what === 'completed' ? data.message : { content: text, state: 'failed', problem: data.message };
            cancelAnimationFrame(drawn);
            drawn = 0;
            const stays = atEnd();
            fill(into, message);
            status.textContent = into.textContent;
            if (stays) {
              toEnd();
            }

            return true;
          }
        }
      } finally {
        cancelAnimationFrame(drawn);
      }

      return false;
    };

    async function submit(text) {
      if (answering || !text.trim()) {
        return;
      }

      busy({});
      complain(null);
      clearAsks();
      if (!root.activeElement) {
        log.focus(); // The suggestion that was pressed is gone; the field would bring up a phone's keyboard.
      }

      const [question, answer] = [bubble('user', text), bubble('assistant', wait())];
      add(question, answer);
      box.value = '';
      grow();
      status.textContent = `${face.title} is writing.`;
      let accepted = false;
      try {
        const reply = await ask(text, `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`);
        accepted = true;
        log.append(question, answer); // After what a new conversation says of itself.
        if (await read(reply, answer)) {
          return;
        }
      } catch (e) {
        if (!accepted) {
          question.remove();
          answer.remove();
          box.value ||= text;
          grow();
          complain(wordsOf(e));
          status.textContent = '';
          if (log.querySelectorAll('.msg.you').length === 0) {
            greet();
          }

          return;
        }
      } finally {
        busy(null);
      }

      // The line broke; the answer is written all the same.
      await follow().catch(e => complain(wordsOf(e)));
    }

    const grow = () => {
      box.style.height = 'auto';
      box.style.height = `${Math.min(box.scrollHeight + 2, 132)}px`;
    };

    const fit = () => {
      const view = window.visualViewport;
      if (view && phone.matches) {
        panel.style.setProperty('--height', `${view.height}px`); // Above the keyboard of the phone.
        panel.style.setProperty('--top', `${view.offsetTop}px`);
      }

      panel.toggleAttribute('aria-modal', false);
      if (phone.matches) {
        panel.setAttribute('aria-modal', 'true');
      }
    };

    const toggle = (open, takesFocus = true) => {
      panel.hidden = !open;
      all.classList.toggle('open', open);
      launch.setAttribute('aria-expanded', String(open));
      name(launch, open ? `Close ${face.title}` : `Open ${face.title}`, open ? 'close' : 'chat');
      kept.set('open', open);
      if (open) {
        fit();
        if (!loaded) {
          begin();
        }

        toEnd();
        grow();
        if (takesFocus) {
          box.focus();
        }
      } else if (takesFocus) {
        launch.focus();
      }
    };

    launch.addEventListener('click', () => toggle(panel.hidden));
    close.addEventListener('click', () => toggle(false));
    anew.addEventListener('click', async () => {
      if (answering) {
        call('/stop', { method: 'POST' }).catch(() => {});
      }

      try {
        if (kept.get('token')) {
          await openSession().catch(async e => {
            kept.set('token', null);
            if (!isOver(e)) {
              throw e;
            }
          });
        }

        begun++;
        complain(null);
        greet();
        box.focus();
      } catch (e) {
        complain(wordsOf(e));
      }
    });
    form.addEventListener('submit', e => {
      e.preventDefault();
      if (answering) {
        call('/stop', { method: 'POST' }).catch(x => complain(wordsOf(x)));
      } else {
        submit(box.value);
      }
    });
    box.addEventListener('input', grow);
    box.addEventListener('keydown', e => {
      if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
        e.preventDefault();
        if (!answering) {
          submit(box.value);
        }
      }
    });
    panel.addEventListener('keydown', e => {
      e.stopPropagation(); // Shortcuts of the page are not meant.
      if (e.key === 'Escape') {
        toggle(false);
      } else if (e.key === 'Tab' && phone.matches) {
        const stops = [...panel.querySelectorAll('button, textarea, a, [tabindex]')].filter(s => s.offsetParent);
        const [first, last] = [stops[0], stops.at(-1)];
        if (root.activeElement === (e.shiftKey ? first : last)) {
          e.preventDefault();
          (e.shiftKey ? last : first).focus();
        }
      }
    });
    phone.addEventListener('change', fit);
    window.visualViewport?.addEventListener('resize', fit);
    window.visualViewport?.addEventListener('scroll', fit);
    toggle(kept.get('open') === true, false);
  };

  const start = async () => {
    try {
      show(await (await call('/settings')).json());
    } catch (e) {
      console.warn(`The assistant is not shown: ${e instanceof Refused ? e.message : `it is not open to ${location.origin}, or cannot be reached`}.`);
    }
  };

  if (document.body) {
    start();
  } else {
    addEventListener('DOMContentLoaded', start, { once: true });
  }
})();
