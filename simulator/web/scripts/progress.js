// Every call: one or all deleted, once one is sure; a drill started.
let which = '';
let pressed = -Infinity; // when a drill's button was, in milliseconds
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-delete]');
  if (!button) return;
  const sure = element.querySelector('#sim-sure');
  const title = sure.querySelector('#sim-sure-title');
  which = button.dataset.delete;
  title.textContent = button.dataset.title ?? title.dataset.one;
  sure.querySelector('#sim-sure-words').textContent = button.dataset.sure;
  sure.returnValue = 'no';
  sure.onclose = () => { if (sure.returnValue === 'yes') trigger('deleted', { id: which }); };
  sure.showModal();
});
element.addEventListener('submit', (event) => {
  const form = event.target.closest('form.sim-drill');
  if (!form) return;
  event.preventDefault();
  // pressed twice it would be two calls; one that was refused can be pressed again
  if (event.timeStamp - pressed < 2000) return;
  pressed = event.timeStamp;
  trigger('drilled', { drill: form.dataset.drill, persona: form.persona.value });
});
watch('value', () => {
  const said = element.querySelector('[data-said]');
  if (said?.textContent) { said.nextElementSibling.tabIndex = -1; said.nextElementSibling.focus({ preventScroll: true }); }
});
