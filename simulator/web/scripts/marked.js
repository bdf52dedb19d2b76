// The marked transcript: a remark agreed with or disputed, a turn tried again. What was open and chosen stays so.
let filter = 'all';
let opened = [];
let focus = '';
element.addEventListener('change', (event) => {
  if (event.target.name === 'sim-filter') filter = event.target.value;
});
element.addEventListener('submit', (event) => {
  const form = event.target.closest('form.sim-judge');
  if (!form) return;
  event.preventDefault();
  const verdict = (event.submitter ?? form.querySelector('button')).value;
  opened = [...element.querySelectorAll('details[open][id]')].map((one) => one.id);
  focus = `#sim-mark-${form.dataset.number} button[value="${verdict}"]`;
  trigger('judged', { number: Number(form.dataset.number), verdict, why: form.why.value });
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-retry]');
  if (button) trigger('rewound', { turn: Number(button.dataset.retry) });
});
// a link to a turn that the filter hides would lead nowhere
document.addEventListener('click', (event) => {
  const turn = event.target.closest?.('a[href^="#sim-turn-"]') && element.querySelector('input[name="sim-filter"][value="all"]');
  if (turn) { turn.checked = true; filter = 'all'; }
}, true);
watch('value', () => {
  const chosen = element.querySelector(`input[name="sim-filter"][value="${filter}"]`);
  if (chosen) chosen.checked = true;
  for (const id of opened) element.querySelector(`#${id}`)?.setAttribute('open', '');
  if (focus) element.querySelector(focus)?.focus({ preventScroll: true });
  focus = '';
});
