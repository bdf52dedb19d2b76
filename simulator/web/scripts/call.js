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

const grow = () => {
  const field = box();
  field.style.height = 'auto';
  // a placeholder of two lines is no reason to grow: the box would jump each time that it is emptied
  if (field.value) field.style.height = `${Math.min(field.scrollHeight + 2, 190)}px`;
};
const toEnd = () => { if (follow) log().scrollTop = log().scrollHeight; };
const draftKey = () => `said-${new URLSearchParams(location.search).get('call')}`;
const say = () => {
  if (sent && performance.now() - sent.at < 1500) return;
  sent = { words: box().value, at: performance.now() };
  follow = true;
  trigger('say', { words: sent.words, seen: state.place, shown: state.shown });
};
const act = (name, more) => trigger(name, { seen: state.place, ...more });
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
  if (told.took !== undefined && sent && told.took === true) {
    if (box().value === sent.words) box().value = '';
    simKept.set(draftKey(), box().value);
    sent = null;
    grow();
  } else if (told.took === false) sent = null;
  if (told.words !== undefined) { box().value = told.words; simKept.set(draftKey(), told.words); grow(); box().focus(); }
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
  if (told.speaking && told.follow) act('follow');
  if (told.timing === 'real' && !ticking) ticking = setInterval(tick, 1000);
  toEnd();
};
