// What takes a while to work out was not waited for: the page stands there, says so, and asks for it until it is there.
const waiting = () => element.querySelector('[data-late]');
let unheard = 0;
let next = 0;
const ask = () => {
  clearTimeout(next);
  if (waiting()) trigger('late', { late: waiting().dataset.late });
};
whenAnswered(({ late }, said) => {
  if (late === undefined || !waiting()) return;
  unheard = said ? unheard + 1 : 0;
  const { words, lost } = waiting().dataset;
  const told = waiting().querySelector('[data-told]');
  if (told.textContent !== (said ? lost : words)) told.textContent = said ? lost : words;
  // an answer without what is waited for is no reason to hurry, one with it takes the page a moment to show
  clearTimeout(next);
  next = setTimeout(ask, said ? 1000 * Math.min(30, 2 ** (unheard - 1)) * (0.7 + 0.6 * Math.random()) : 1000);
});
addEventListener('online', () => { if (unheard) ask(); });
watch('value', ask);
