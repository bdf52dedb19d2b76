// A mode without numbers, for those whom numbers scare; this browser remembers it.
const root = document.documentElement;
const told = () => { for (const knob of element.querySelectorAll('[data-numbers]')) knob.checked = !root.classList.contains('sim-no-numbers'); };
element.addEventListener('change', (event) => {
  if (!event.target.matches('[data-numbers]')) return;
  window.simKept.set('numbers', event.target.checked);
  root.classList.toggle('sim-no-numbers', !event.target.checked);
});
root.classList.toggle('sim-no-numbers', window.simKept.get('numbers') === false);
watch('value', told);
told();
