// The desk: what is written is kept in this browser as it is typed; the server reads it and says what it makes of it.
const OWN = ['goal', 'questions', 'notes', 'request', 'referred_by', 'difficulty', 'minutes', 'timing', 'late', 'coach', 'model'];
let draft = null;
let timer = 0;
// looks that were sent, and the last that was answered: only the newest counts
let looks = 0;
let looked = 0;
const form = () => element.querySelector('form.sim-desk');
const key = () => `draft-${form().dataset.person}`;
const read = () => {
  const data = new FormData(form());
  for (const name of OWN) draft[name] = name === 'coach' ? data.has('coach') : data.get(name) ?? '';
  return draft;
};
const keep = () => { simKept.set(key(), read()); simKept.set('resume', form().elements.resume.value); };
// where it is said that something was not done
const UNDONE = { ask: 'unsent', confirm: 'unmoved', join: 'refused' };
// what changes something is done one after the other, each with what came of the one before
let doing = null;
let waiting = [];
const ask = (act, more) => {
  keep();
  clearTimeout(timer); // all that is on the desk goes along
  // what was refused before is taken back, so that the same refusal is said anew
  if (act === 'look') looks += 1;
  if (UNDONE[act]) simSlots(element, { [UNDONE[act]]: '' });
  trigger(act, { act, draft: { ...draft, resume: form().elements.resume.value }, look: looks, ...more });
};
const busy = (act) => doing?.act === act || waiting.some((one) => one.act === act);
const paint = () => {
  for (const act of ['ask', 'join']) {
    const button = element.querySelector(`#sim-${act}`);
    button.dataset.words ||= button.textContent;
    button.textContent = busy(act) ? button.dataset.busy : button.dataset.words;
    button.setAttribute('aria-disabled', String(busy(act)));
  }
};
const next = () => {
  if (!doing && waiting.length) {
    doing = { ...waiting.shift(), looks };
    ask(doing.act, doing.more);
  }
  paint();
};
const change = (act, more) => {
  if (busy(act)) return;
  waiting.push({ act, more });
  next();
};
// what waited for something that did not get through would not either
whenUnsent(({ act }, said) => {
  if (act !== doing?.act) return;
  for (const one of [doing, ...waiting]) simSlots(element, { [UNDONE[one.act]]: said });
  doing = null;
  waiting = [];
  paint();
});

const begin = () => {
  const fresh = JSON.parse(form().dataset.fresh);
  const kept = simKept.get(key());
  // what was agreed for a day that has passed is agreed anew; nothing that was written is lost
  const agreed = kept?.arrangement?.appointment?.call_at;
  const anew = agreed && new Date(agreed) < new Date() ? { seed: fresh.seed, arrangement: fresh.arrangement } : {};
  draft = { ...fresh, ...(kept || {}), ...anew };
  for (const name of OWN) {
    const field = form().elements[name];
    if (!field || draft[name] === undefined) continue;
    if (name === 'coach') field.checked = Boolean(draft.coach);
    else if (field instanceof RadioNodeList) [...field].forEach((one) => { if (one.value === String(draft[name])) one.checked = true; });
    else field.value = draft[name];
  }
  form().elements.resume.value = simKept.get('resume') || '';
  setTimeout(() => ask('look', {})); // what stands there already is drawn first
};
watch('value', () => form() && begin());

element.addEventListener('input', (event) => {
  keep();
  if (!['questions', 'request', 'referred_by'].includes(event.target.name)) return;
  if (event.target.name === 'request') simSlots(element, { unsent: '' });
  clearTimeout(timer);
  timer = setTimeout(() => ask('look', {}), 500);
});
element.addEventListener('change', keep);
element.addEventListener('submit', (event) => event.preventDefault());
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button || button.getAttribute('aria-disabled') === 'true') return;
  const { act } = button.dataset;
  if (act === 'add') {
    const box = form().elements.questions;
    box.value = `${box.value.trimEnd()}${box.value.trim() ? '\n' : ''}${button.dataset.question}`;
    box.focus();
    ask('look', {});
  } else if (act === 'confirm') change('confirm', { at: button.dataset.at });
  else if (act === 'ask' || act === 'join') change(act, {});
});

window.simDesk = (told) => {
  if (told.look !== undefined && told.look !== looks) return;
  if (told.look !== undefined) looked = looks;
  if (told.arrangement) { draft.arrangement = told.arrangement; simKept.set(key(), draft); }
  simSlots(element, told.slots);
  if (told.asked !== undefined) {
    const writing = element.querySelector('.sim-writing');
    const [left, answer] = [writing.contains(document.activeElement), element.querySelector('[data-slot=answer]')];
    writing.hidden = !told.open;
    // whoever pressed the button that is gone is led to what came of it
    if (left && !told.open) { answer.tabIndex = -1; answer.focus({ preventScroll: true }); }
    const button = element.querySelector('#sim-ask');
    if (told.asked) button.dataset.words = button.dataset.again;
  }
  if (told.show) {
    const part = element.querySelector(told.show);
    part.closest('details').open = true;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    part.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'nearest' });
  }
  if (told.act && told.act === doing?.act) {
    // a look that is under way knows nothing of the letter that has come, and the letter nothing of what was written since
    const asOfNow = looked === looks && looks === doing.looks;
    if (told.arrangement ? !asOfNow : told.act !== 'ask') ask('look', {});
    doing = null;
  }
  next();
};
