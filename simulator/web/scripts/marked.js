// The marked transcript: a remark agreed with or disputed, a turn tried again. What was open, chosen and written stays so.
let filter = 'all';
const opened = new Set();
const whys = new Map(); // what is written and is not kept yet, by the remark's number
const sent = new Map(); // of that, what an answer is still to come to
const undone = new Map(); // why a remark was not judged
let focus = '';
const part = (form, what) => `#sim-mark-${form.dataset.number} ${what}`;
const judging = (number) => element.querySelector(`form.sim-judge[data-number="${number}"]`);
element.addEventListener('change', (event) => {
  if (event.target.name === 'sim-filter') filter = event.target.value;
});
element.addEventListener('submit', (event) => {
  const form = event.target.closest('form.sim-judge');
  if (!form) return;
  event.preventDefault();
  const verdict = (event.submitter ?? form.querySelector('button')).value;
  sent.set(form.dataset.number, form.why.value);
  undone.delete(form.dataset.number);
  sayUnsent(form);
  focus = part(form, `button[value="${verdict}"]`);
  trigger('judged', { number: Number(form.dataset.number), verdict, why: form.why.value });
});
element.addEventListener('input', (event) => {
  if (event.target.name === 'why') whys.set(event.target.form.dataset.number, event.target.value);
});
// who has gone on to another remark before the answer came is left there
element.addEventListener('focusin', (event) => {
  if (focus) focus = event.target.name === 'why' ? part(event.target.form, 'input[name="why"]') : '';
});
element.addEventListener('click', (event) => {
  const fold = event.target.closest('summary')?.parentElement;
  if (fold?.id) opened[fold.open ? 'delete' : 'add'](fold.id);
  const button = event.target.closest('button[data-retry]');
  if (!button) return;
  sayUnsent(button.closest('.sim-speech'));
  trigger('rewound', { turn: Number(button.dataset.retry) });
});
const undo = ({ number, turn }, said) => {
  if (number === undefined) {
    sayUnsent(element.querySelector(`#sim-turn-${turn} .sim-speech`), said);
    return;
  }
  sent.delete(String(number));
  undone.set(String(number), said);
  sayUnsent(judging(number), said);
  focus = '';
};
whenUnsent(undo);
// what the server would not do
window.simDesk = (told) => undo(told, told.undone);
// a link to a turn that the filter hides would lead nowhere
document.addEventListener('click', (event) => {
  const turn = event.target.closest?.('a[href^="#sim-turn-"]') && element.querySelector('input[name="sim-filter"][value="all"]');
  if (turn) { turn.checked = true; filter = 'all'; }
}, true);
watch('value', () => {
  const { judged } = element.querySelector('[data-judged]')?.dataset ?? {};
  // what was written while it was sent is not kept yet
  if (whys.get(judged) === sent.get(judged)) whys.delete(judged);
  sent.delete(judged);
  const chosen = element.querySelector(`input[name="sim-filter"][value="${filter}"]`);
  if (chosen) chosen.checked = true;
  for (const id of opened) element.querySelector(`#${id}`)?.setAttribute('open', '');
  for (const [number, why] of whys) {
    const field = judging(number)?.why;
    if (field) field.value = why;
  }
  for (const [number, said] of undone) sayUnsent(judging(number), said);
  if (focus) element.querySelector(focus)?.focus({ preventScroll: true });
  focus = '';
});
