// Who is brought: what is typed is kept in this browser; the server reads it, says what is wrong and shows what comes of it.
let tried = false;
let timer = 0;
let looks = 0; // that were sent: only the newest counts
let filling = null; // what was told of reading, with what was found, and the form as it was when that was to be put in
const form = () => element.querySelector('form.sim-bring');
const fields = () => [...form().elements].filter((one) => one.name);
const key = () => `bring-${form().dataset.edit}`;
const read = () => Object.fromEntries(fields().map((one) => [one.name, one.type === 'range' ? Number(one.value) : one.value]));
const keep = () => simKept.set(key(), read());
const told = (one) => { const shown = one.nextElementSibling; if (shown?.matches('output')) shown.textContent = one.value; };
const put = (values) => {
  for (const one of fields()) {
    if (values[one.name] === undefined) continue;
    one.value = values[one.name];
    told(one);
  }
};
// What was found goes into a field that is still as it was when it was asked; one written in meanwhile is asked about anew.
const fill = (values) => {
  const now = read();
  const untouched = (name) => now[name] === filling.form[name];
  put(Object.fromEntries(Object.entries(values).filter(([name]) => untouched(name))));
  keep();
  if (!Object.keys(values).every(untouched)) return putIn(filling.heard);
  say(filling.heard);
  filling = null;
  // what was looked at meanwhile knows nothing of it
  ask('look');
};
const putIn = (heard) => {
  filling = { heard, form: read() };
  ask('fill', { found: heard.found });
};
const ask = (act, more) => {
  keep();
  // saving looks at all of it, too: a look that is still under way would take away what is said of it
  if (['look', 'save', 'use'].includes(act)) looks += 1;
  trigger(act, { act, values: read(), edit: form().dataset.edit, tried, look: looks, ...more });
};
const busy = (button, on) => {
  button.dataset.words ||= button.textContent;
  button.textContent = on ? button.dataset.busy : button.dataset.words;
};
// what can't be done while the other is, and where it is said that it was not done
const TOGETHER = [{ acts: ['read', 'plainly'], undone: 'told' }, { acts: ['save', 'use'], undone: 'summary' }];
const together = (act) => TOGETHER.find((one) => one.acts.includes(act));
const buttons = (acts) => [...element.querySelectorAll('button[data-busy]')].filter((one) => acts.includes(one.dataset.act));
const free = (acts) => {
  for (const button of buttons(acts)) {
    busy(button, false);
    button.removeAttribute('aria-disabled');
  }
  if (acts.includes('save')) still(false);
};
// what is written once it is being saved would be left behind with the page
const still = (on) => { for (const one of fields()) one[one.type === 'range' ? 'disabled' : 'readOnly'] = on; };
whenUnsent(({ act }, said) => {
  if (act === 'fill') filling = null;
  const what = together(act === 'fill' ? 'read' : act);
  if (!what) return;
  simSlots(element, { [what.undone]: said });
  free(what.acts);
  if (what.acts.includes('save')) element.querySelector('#sim-bring-problems').focus();
});

const begin = () => {
  if (form().dataset.ready) return;
  form().dataset.ready = '1';
  put(JSON.parse(form().dataset.values));
  const kept = simKept.get(key());
  if (kept) put(kept);
  fields().forEach(told);
  if (kept || form().dataset.edit) ask('look');
};
watch('value', () => form() && begin());

element.addEventListener('input', (event) => {
  if (!event.target.name) return;
  told(event.target);
  keep();
  clearTimeout(timer);
  timer = setTimeout(() => ask('look'), 500);
});
element.addEventListener('submit', (event) => event.preventDefault());
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button || button.getAttribute('aria-disabled') === 'true') return;
  const { act } = button.dataset;
  if (!['read', 'plainly'].includes(act)) clearTimeout(timer); // all that is in the form goes along
  if (act === 'clear') {
    if (!confirm(button.dataset.sure)) return;
    form().reset();
    tried = false;
    fields().forEach(told);
    ask('look');
    simKept.set(key(), null);
    return;
  }
  const { acts, undone } = together(act);
  for (const one of buttons(acts)) one.setAttribute('aria-disabled', 'true');
  busy(button, true);
  // what was said of the last time is taken back, so that the same is said anew
  simSlots(element, { [undone]: '' });
  if (button.dataset.patience) {
    const said = document.createElement('div');
    said.className = 'sim-notice';
    said.textContent = button.dataset.patience;
    simSlots(element, { told: said.outerHTML });
  }
  ask(act);
  if (acts.includes('save')) still(true);
});

const say = (heard) => {
  simSlots(element, heard.slots);
  if (heard.free) free(together(heard.free).acts);
};

window.simDesk = (heard) => {
  if (heard.look !== undefined && heard.look !== looks) return;
  // that something was filled in is said when it was
  if (heard.found) return putIn(heard);
  say(heard);
  if (heard.fill && filling) fill(heard.fill);
  if (heard.wrong) for (const one of fields()) one.toggleAttribute('aria-invalid', heard.wrong.includes(one.name));
  if (heard.saved) { simKept.set(key(), null); location.assign(new URL(heard.saved, document.baseURI)); }
  if (heard.refused) {
    tried = true;
    const first = fields().find((one) => heard.wrong.includes(one.name));
    first?.closest('details')?.setAttribute('open', '');
    (first ?? element.querySelector('#sim-bring-problems')).focus();
  }
};
