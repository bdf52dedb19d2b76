// A mode without numbers, for those whom numbers scare; this browser remembers it.
const root = document.documentElement;
const none = () => root.classList.contains('sim-no-numbers');
const told = () => { for (const knob of element.querySelectorAll('[data-numbers]')) knob.checked = !none(); };
element.addEventListener('change', (event) => {
  if (!event.target.matches('[data-numbers]')) return;
  window.simKept.set('numbers', event.target.checked);
  root.classList.toggle('sim-no-numbers', !event.target.checked);
});
// a file to read is taken away as the page is read
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-readable]');
  if (link) link.search = none() ? '?numbers=no' : '';
}, true);
root.classList.toggle('sim-no-numbers', window.simKept.get('numbers') === false);
watch('value', told);
told();
