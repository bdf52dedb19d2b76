// The note and the update: what is being written is kept in this browser until it is sent; words are counted as they come.
const key = (form) => `${form.dataset.what}-${form.dataset.call}`;
const sent = {}; // by key, the words that an answer is still to come to
const forms = () => [...element.querySelectorAll('form[data-what]')];
const count = (form) => {
  const words = form.text.value.split(/\s+/).filter(Boolean).length;
  const told = form.querySelector('.sim-words-so-far');
  if (told) told.textContent = words === 1 ? told.dataset.one : told.dataset.other.replace('{n}', words);
};
const busy = (form, on) => {
  const button = form.querySelector('button[type=submit]');
  button.dataset.words ||= button.textContent;
  button.textContent = on ? button.dataset.busy : button.dataset.words;
  button.toggleAttribute('aria-disabled', on);
  if (on) button.setAttribute('aria-disabled', 'true');
};
const ready = () => {
  for (const form of forms()) {
    busy(form, false);
    // what was written and not sent comes before what was sent
    const kept = window.simKept.get(key(form));
    if (kept) {
      form.text.value = kept;
      form.closest('details')?.setAttribute('open', '');
    }
    count(form);
  }
  const first = element.querySelector('[data-new]');
  if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); first.scrollIntoView({ block: 'nearest' }); }
};
element.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-what]');
  if (!form) return;
  window.simKept.set(key(form), form.text.value);
  count(form);
});
element.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-what]');
  if (!form) return;
  event.preventDefault();
  if (form.querySelector('button[type=submit]').getAttribute('aria-disabled') === 'true') return;
  sayUnsent(form);
  busy(form, true);
  const values = new FormData(form);
  sent[key(form)] = form.text.value.trim();
  trigger('sent', { what: form.dataset.what, text: form.text.value, hours: values.get('hours'), resume: values.has('resume') });
});
whenUnsent(({ what }, said) => {
  const form = forms().find((one) => one.dataset.what === what);
  if (!form) return;
  busy(form, false);
  sayUnsent(form, said);
});
watch('value', () => {
  // what was written since stays
  for (const shown of element.querySelectorAll('[data-sent]')) {
    const name = shown.dataset.sent;
    const kept = window.simKept.get(name) ?? '';
    if ([sent[name], shown.querySelector('.sim-own').textContent.trim()].includes(kept.trim())) window.simKept.set(name, '');
  }
  ready();
});
ready();
