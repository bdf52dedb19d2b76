// What every page does by itself, before and beside Gradio.
(() => {
  // Gradio asks in which languages figures can be written, and writes none. The first such question has a browser read all
  // that it knows of languages, 20 to 40 ms in which nothing is drawn; so it is told that all will do.
  Intl.NumberFormat.supportedLocalesOf = (languages) => [languages ?? []].flat();

  const titled = document.querySelector('meta[name="sim-title"]').content;
  const title = document.querySelector('title') || document.head.appendChild(document.createElement('title'));
  const keep = () => { if (document.title !== titled) document.title = titled; };
  new MutationObserver(keep).observe(title, { childList: true, characterData: true, subtree: true });
  keep();

  // Gradio says the browser's language here; what stands on the page is the page's
  const { language } = document.querySelector('meta[name="sim-title"]').dataset;
  const speak = () => { if (document.documentElement.lang !== language) document.documentElement.lang = language; };
  new MutationObserver(speak).observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
  speak();

  // where "skip to the content" leads
  const find = new MutationObserver(() => {
    const main = document.querySelector('main.contain');
    if (main) { main.id = 'sim-main'; find.disconnect(); }
  });
  find.observe(document.documentElement, { childList: true, subtree: true });

  // a page that comes out of the browser's memory shows what was; ask for what is
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

  // with Gradio's <base>, a link inside the page would lead out of it
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    document.querySelectorAll('.sim-target').forEach((old) => old.classList.remove('sim-target'));
    target.classList.add('sim-target');
    if (!target.matches('a, button, input, textarea, [tabindex]')) target.tabIndex = -1;
    target.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
    target.focus({ preventScroll: true });
  });

  // what is kept in this browser; one without a store keeps it for as long as the page is open
  const kept = new Map();
  window.simKept = {
    get(key) {
      try { return JSON.parse(localStorage.getItem(`sim-${key}`) ?? 'null') ?? kept.get(key) ?? null; } catch { return kept.get(key) ?? null; }
    },
    set(key, value) {
      kept.set(key, value);
      try { localStorage.setItem(`sim-${key}`, JSON.stringify(value)); } catch { /* kept above */ }
    },
  };
  // whoever wants no numbers sees none flash up
  if (window.simKept.get('numbers') === false) document.documentElement.classList.add('sim-no-numbers');
})();

// Parts of a screen that change beside what is being written: { slots: { name: html } }, the html made and escaped by the server.
window.simSlots = (root, slots) => {
  for (const [name, html] of Object.entries(slots || {})) {
    for (const slot of root.querySelectorAll(`[data-slot="${name}"]`)) {
      if (slot.simShown === html) continue;
      slot.simShown = html;
      slot.innerHTML = html;
    }
  }
};

// Simulated days, in the language of the page.
(() => {
  const { language } = document.querySelector('meta[name="sim-title"]').dataset;
  const forms = {
    long: { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { weekday: 'short', day: 'numeric', month: 'short' },
    date: { day: 'numeric', month: 'short', year: 'numeric' },
    weekday: { weekday: 'long', day: 'numeric', month: 'long' },
    time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  };
  // what says a day takes a browser long to make: made when the first day is to be said, and once
  const made = new Map();
  const once = (name, make) => made.get(name) ?? made.set(name, make()).get(name);
  const says = (name, form) => once(name, () => new Intl.DateTimeFormat(language, form));
  const relative = (...much) => once('relative', () => new Intl.RelativeTimeFormat(language, { numeric: 'auto' })).format(...much);
  // how long ago, without a figure: today, yesterday, Sunday, last week, October, last year
  const ago = (day) => {
    const midnight = (one) => new Date(one.getFullYear(), one.getMonth(), one.getDate());
    const days = Math.round((midnight(new Date()) - midnight(day)) / 86400000);
    if (days < 2) return relative(-Math.max(0, days), 'day');
    if (days < 7) return says('a weekday', { weekday: 'long' }).format(day);
    if (days < 14) return relative(-1, 'week');
    return days < 330 ? says('a month', { month: 'long' }).format(day) : relative(-1, 'year');
  };
  const speak = () => {
    for (const time of document.querySelectorAll('time[data-form]:not([data-said])')) {
      const at = time.getAttribute('datetime');
      const day = new Date(at.length === 10 ? `${at}T12:00` : at);
      const name = time.dataset.form in forms ? time.dataset.form : 'long';
      time.dataset.said = '1';
      time.textContent = time.dataset.form === 'ago' ? ago(day) : says(name, forms[name]).format(day);
    }
  };
  // the first day costs a browser as much, so that the rest of the page is drawn before it; until then its place is empty
  let due = false;
  const soon = () => {
    if (made.size) { speak(); return; }
    if (due || !document.querySelector('time[data-form]:not([data-said])')) return;
    due = true;
    requestAnimationFrame(() => setTimeout(() => { due = false; speak(); }));
  };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  soon();
})();

// Words fit into a field; pictures don't, and that is said beside it.
document.addEventListener('paste', (event) => {
  const field = event.target.closest?.('textarea, input');
  const form = field?.closest('[data-image]');
  if (!form || !event.clipboardData?.files.length || event.clipboardData.getData('text/plain')) return;
  event.preventDefault();
  const said = document.createElement('p');
  said.className = 'sim-problem';
  said.setAttribute('role', 'alert');
  said.textContent = form.dataset.image;
  field.after(said);
  setTimeout(() => said.remove(), 6000);
});

// What a learner shows, or takes back, is a form of its own. Left to the browser, a server that is gone would take the page away.
document.addEventListener('submit', async (event) => {
  const form = event.target.closest?.('form.sim-share');
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector('button');
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  form.querySelector('[role=alert]')?.remove();
  const body = new URLSearchParams(new FormData(form));
  let answer = null;
  try {
    answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
  // done: the page that it leads back to is this one
  if (answer?.type === 'opaqueredirect') { location.reload(); return; }
  button.removeAttribute('aria-disabled');
  // what was refused is said by the page that comes of it
  if (answer && answer.status < 500) { form.submit(); return; }
  const said = document.createElement('p');
  said.className = 'sim-problem';
  said.setAttribute('role', 'alert');
  form.append(said);
  said.textContent = form.dataset.unsent;
});
