// The dossier's sections as tabs; without this code they simply stand one after the other.
const tabs = () => {
  const box = element.querySelector('.sim-tabbed');
  const panels = [...(box?.querySelectorAll('.sim-tab') || [])];
  if (panels.length < 2 || box.querySelector('.sim-tabs')) return;
  const list = document.createElement('div');
  list.className = 'sim-tabs';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', box.dataset.label);
  const show = (wanted, focus) => panels.forEach((panel, number) => {
    const here = number === wanted;
    panel.hidden = !here;
    const tab = list.children[number];
    tab.setAttribute('aria-selected', String(here));
    tab.tabIndex = here ? 0 : -1;
    if (here && focus) tab.focus();
  });
  panels.forEach((panel, number) => {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.id = `${panel.id}-tab`;
    tab.textContent = panel.dataset.tab;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    tab.addEventListener('click', () => show(number, false));
    list.append(tab);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
  });
  list.addEventListener('keydown', (event) => {
    const here = [...list.children].indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: panels.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show((to + panels.length) % panels.length, true);
  });
  box.prepend(list);
  show(0, false);
};
watch('value', tabs);
tabs();
