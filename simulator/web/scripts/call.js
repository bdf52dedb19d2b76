// The line: what is typed stays in the box until the server has kept it; Enter sends, Escape offers to hang up.
const box = () => element.querySelector('#sim-box');
const log = () => element.querySelector('.sim-log');
const sure = () => element.querySelector('#sim-sure');
const comparison = () => element.querySelector('#sim-comparison');
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
let state = {};
let sent = null;
let follow = true;
let ticking = 0;
let listening = null;

const grow = () => {
  const field = box();
  field.style.height = 'auto';
  // a placeholder of two lines is no reason to grow: the box would jump each time that it is emptied
  if (field.value) field.style.height = `${Math.min(field.scrollHeight + 2, 190)}px`;
};
const toEnd = () => { if (follow) log().scrollTop = log().scrollHeight; };
const draftKey = () => `said-${new URLSearchParams(location.search).get('call')}`;

// One request to the line, and what it answers, event by event. Whether it was heard out.
const ask = async (name, body, signal, again = false) => {
  const call = encodeURIComponent(new URLSearchParams(location.search).get('call'));
  const how = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(new URL(`line/${call}/${name}`, document.baseURI), { ...how, signal, cache: 'no-store' });
  // the call is gone, or nobody is signed in any more: the page itself says so best
  if (answer.status === 404 || answer.status === 401) { location.reload(); return true; }
  const guard = async () => { refuse(await answer.text(), answer.headers.get('Content-Language')); sent = null; return true; };
  if ([400, 403, 413, 415].includes(answer.status)) return guard();
  // too much at once: said in the server's words, and nothing was taken; what only listens tries again by itself, and so
  // does what is said again, for the first time it may have been taken
  if (answer.status === 429 && body && !again) return guard();
  if (!answer.ok) throw new Error(`the line answered ${answer.status}`);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = '', last = false; ;) {
    const { done, value } = await reader.read();
    if (done) return last;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const told = JSON.parse(event.slice(event.indexOf('data: ') + 6));
      last = told.last === true;
      if (!signal.aborted) window.simCall(told);
    }
  }
};
const pause = (seconds) => new Promise((done) => {
  const id = setTimeout(done, 1000 * seconds);
  addEventListener('online', () => { clearTimeout(id); done(); }, { once: true });
});
// Again and again until it was heard out, by this server or another; what breaks off asks how things stand. Words are
// said again as they were: the server takes them once. Whether it was heard out, and by nothing else meanwhile.
const persist = async (name, body) => {
  listening?.abort();
  const mine = new AbortController();
  listening = mine;
  for (let tries = 0; !mine.signal.aborted; tries += 1) {
    try {
      const listens = tries && !(name === 'say' && sent);
      if (await ask(listens ? 'stream' : name, listens ? undefined : body, mine.signal, tries > 0)) break;
    } catch (error) {
      if (mine.signal.aborted) return false;
      if (!(error instanceof TypeError || error instanceof DOMException || /^the line answered/.test(error.message))) { lost(false); throw error; }
    }
    lost(tries > 0);
    await pause(Math.min(8, 0.3 * 2 ** tries) * (0.7 + 0.6 * Math.random()));
  }
  if (listening !== mine) return false;
  listening = null;
  lost(false);
  return true;
};
const lost = (on) => { element.querySelector('#sim-lost').hidden = !on; };
const refuse = (words, language) => {
  const said = element.querySelector('#sim-refused');
  if (language) said.lang = language; else said.removeAttribute('lang');
  said.textContent = words;
  said.hidden = !words;
};
const say = () => {
  if (sent) return;
  sent = { words: box().value };
  follow = true;
  const body = { words: sent.words, seen: state.place };
  // while somebody speaks the server will refuse; what is being said must be heard on meanwhile
  if (state.speaking) once('say', body); else persist('say', body);
};
// What changes something and has nothing to say: once, and if nobody knows whether it was heard, ask how things stand. If
// they stand as they did, it was not.
const once = async (name, body) => {
  const { place, coached } = state;
  try {
    if (await ask(name, body, new AbortController().signal)) return;
  } catch (error) {
    if (!(error instanceof TypeError || /^the line answered/.test(error.message))) throw error;
  }
  sent = null;
  const heard = await persist('stream');
  if (heard && state.place === place && state.coached === coached) refuse(element.querySelector('#sim-refused').dataset.unsent);
};
const act = (name, more) => {
  refuse('');
  if (name === 'look') persist('stream');
  else if (name === 'resume') persist('resume', {});
  else once(name, { seen: state.place, ...more });
};
const hangUp = () => {
  if (state.over || sure().open) return;
  sure().returnValue = '';
  sure().showModal();
};

const begin = () => {
  if (!box() || box().dataset.ready) return;
  box().dataset.ready = '1';
  const kept = simKept.get(draftKey());
  if (kept) box().value = kept;
  grow();
  const resume = simKept.get('resume');
  if (resume) {
    element.querySelector('#sim-resume-part').hidden = false;
    element.querySelector('[data-resume]').textContent = resume;
  }
  log().addEventListener('scroll', () => { follow = log().scrollHeight - log().scrollTop - log().clientHeight < 60; }, { passive: true });
  new ResizeObserver(toEnd).observe(log());
  sure().addEventListener('close', () => { if (sure().returnValue === 'hang-up') act('hang_up'); else box().focus(); });
  if (matchMedia('(hover: hover)').matches) box().focus({ preventScroll: true });
};
watch('value', begin);

element.addEventListener('input', (event) => {
  if (event.target !== box()) return;
  refuse('');
  grow();
  simKept.set(draftKey(), box().value);
});
element.addEventListener('change', (event) => {
  if (event.target.closest('#sim-coach')) act('coach', { on: event.target.checked });
});
element.addEventListener('submit', (event) => {
  if (event.target.id !== 'sim-words') return;
  event.preventDefault();
  say();
});
element.addEventListener('keydown', (event) => {
  if (event.target === box() && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    say();
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || document.querySelector('dialog[open]') || event.isComposing) return;
  if (element.isConnected && box()) { event.preventDefault(); hangUp(); }
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]');
  if (!button) return;
  const { act: wanted } = button.dataset;
  if (wanted === 'ask-hang-up') hangUp();
  else if (wanted === 'rewind') act('rewind', { turn: Number(button.dataset.turn) });
  else if (wanted === 'resume') act('resume');
  else if (wanted === 'compare') {
    const sides = [...comparison().querySelectorAll('select')].map((one) => Number(one.value));
    act('compare', { sides });
  } else if (wanted === 'choose') { comparison().close(); act('choose', { branch: Number(button.dataset.branch) }); }
});
// a phone that slept, a tab that was away, a line that was down: ask how things stand
let away = 0;
document.addEventListener('visibilitychange', () => {
  if (document.hidden) away = performance.now();
  else if (away && performance.now() - away > 1500 && element.isConnected) act('look');
});
addEventListener('online', () => element.isConnected && act('look'));

// the real clock runs by itself between two words from the server
const tick = () => {
  const at = element.querySelector('.sim-now-said');
  if (!at || state.over || state.timing !== 'real') return;
  const seconds = Math.round(state.elapsed + (performance.now() - state.heard) / 1000);
  at.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  element.querySelector('.sim-ring-on')?.setAttribute('stroke-dasharray', `${Math.min(100, (100 * seconds) / state.agreed)} 100`);
  if (seconds >= state.agreed && seconds - (state.asked || 0) >= 15) { state.asked = seconds; act('look'); }
};

window.simCall = (told) => {
  begin();
  const before = state;
  state = { ...state, ...told, heard: performance.now() };
  simSlots(element, told.slots);
  if (told.turns) {
    const said = element.querySelector('[data-slot=log]');
    if (said.querySelectorAll('.sim-said').length < told.turns.from) { act('look'); return; }
    if (!told.turns.from) said.replaceChildren();
    while (said.children.length > told.turns.from) said.lastElementChild.remove();
    said.insertAdjacentHTML('beforeend', told.turns.html);
  }
  if (told.speaking !== undefined) element.querySelector('.sim-stage').classList.toggle('sim-is-speaking', told.speaking);
  if (told.refused !== undefined) refuse(told.refused, told.english && 'en'); else if (told.took) refuse('');
  if (told.to) { location.assign(new URL(told.to, document.baseURI)); return; }
  if (told.took !== undefined && sent && told.took === true) {
    if (box().value === sent.words) box().value = '';
    simKept.set(draftKey(), box().value);
    sent = null;
    grow();
  } else if (told.took === false) sent = null;
  if (told.words !== undefined) {
    // what stands in the box stays there, after the words that come back
    const own = box().value.trim() && box().value !== told.words ? `\n\n${box().value}` : '';
    box().value = told.words + own;
    simKept.set(draftKey(), box().value);
    grow();
    box().focus();
  }
  if (told.spoken !== undefined) {
    const live = element.querySelector('[data-spoken]');
    if (live.textContent !== told.spoken) live.textContent = told.spoken;
  }
  if (told.over !== undefined) {
    for (const id of ['sim-words', 'sim-hang-up', 'sim-coach']) element.querySelector(`#${id}`).hidden = told.over;
    element.querySelector('.sim-stage').classList.toggle('sim-is-over', told.over);
    if (told.over && before.over === false) element.querySelector('#sim-to-thank')?.focus({ preventScroll: true });
  }
  if (told.stuck !== undefined) element.querySelector('#sim-resume-reply').hidden = !told.stuck;
  if (told.coached !== undefined) element.querySelector('#sim-coach input').checked = told.coached;
  if (told.compared && !comparison().open) comparison().showModal();
  // its button was replaced with what it shows
  else if (told.compared && !comparison().contains(document.activeElement)) comparison().querySelector('[data-act=compare]')?.focus();
  if (told.speaking && !listening) persist('stream');
  if (told.timing === 'real' && !ticking) ticking = setInterval(tick, 1000);
  toEnd();
};
