// The note and the update: what is being written is kept in this browser until it is sent; words are counted as they come.
const key = (form) => `${form.dataset.what}-${form.dataset.call}`;
const count = (form) => {
  const words = form.text.value.split(/\s+/).filter(Boolean).length;
  const told = form.querySelector('.sim-words-so-far');
  if (told) told.textContent = words === 1 ? told.dataset.one : told.dataset.other.replace('{n}', words);
};
const ready = () => {
  for (const form of element.querySelectorAll('form[data-what]')) {
    const kept = window.simKept.get(key(form));
    if (kept && !form.text.value) form.text.value = kept;
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
  const button = form.querySelector('button[type=submit]');
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  button.textContent = button.dataset.busy;
  const values = new FormData(form);
  trigger('sent', { what: form.dataset.what, text: form.text.value, hours: values.get('hours'), resume: values.has('resume') });
});
watch('value', () => {
  for (const sent of element.querySelectorAll('[data-sent]')) window.simKept.set(sent.dataset.sent, '');
  ready();
});
ready();
