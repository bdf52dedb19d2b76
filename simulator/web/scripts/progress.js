// Every call: one or all deleted, once one is sure; a drill started.
let which = '';
let pressed = -Infinity; // when a drill's button was, in milliseconds
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-delete]');
  if (!button) return;
  const sure = element.querySelector('#sim-sure');
  const words = element.querySelector(`[data-sure="${button.dataset.delete}"]`);
  which = button.dataset.delete;
  sure.querySelector('#sim-sure-title').textContent = words.dataset.title;
  sure.querySelector('#sim-sure-words').innerHTML = words.innerHTML;
  sure.returnValue = 'no';
  sure.onclose = () => {
    if (sure.returnValue !== 'yes') return;
    sayUnsent(deleting(which));
    trigger('deleted', { id: which });
  };
  sure.showModal();
});
const deleting = (id) => element.querySelector(id === 'all' ? '.sim-yours' : `#sim-row-${id}`);
const drilling = (id) => [...element.querySelectorAll('form.sim-drill')].filter((form) => form.dataset.drill === id);
const undo = ({ id, drill }, said) => {
  if (drill === undefined) {
    sayUnsent(deleting(id), said);
    return;
  }
  pressed = -Infinity;
  for (const form of drilling(drill)) sayUnsent(form, said);
};
whenUnsent(undo);
// what the server would not do
window.simDesk = (told) => undo(told, told.undone);
element.addEventListener('submit', (event) => {
  const form = event.target.closest('form.sim-drill');
  if (!form) return;
  event.preventDefault();
  // pressed twice it would be two calls; one that was refused can be pressed again
  if (event.timeStamp - pressed < 2000) return;
  pressed = event.timeStamp;
  for (const each of drilling(form.dataset.drill)) sayUnsent(each);
  trigger('drilled', { drill: form.dataset.drill, persona: form.persona.value });
});
watch('value', () => {
  const said = element.querySelector('[data-said]');
  if (said?.textContent) { said.nextElementSibling.tabIndex = -1; said.nextElementSibling.focus({ preventScroll: true }); }
});
