// Search, filters, "surprise me": over what is on the page, so that nothing waits for the server.
const form = element.querySelector('form');
const count = element.querySelector('.sim-count');
const nobody = element.querySelector('.sim-none-found');
const tiles = () => [...document.querySelectorAll('#sim-choose .sim-tile')];
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const show = () => {
  const wanted = new FormData(form);
  const words = plain(form.querySelector('#sim-search').value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const tile of tiles()) {
    const { text, difficulty, minutes } = tile.dataset;
    const fits = words.every((word) => plain(text).includes(word))
      && (!wanted.get('difficulty') || wanted.get('difficulty') === difficulty)
      && (!wanted.get('minutes') || Number(minutes) <= Number(wanted.get('minutes')));
    tile.hidden = !fits;
    found += fits;
  }
  nobody.hidden = found > 0;
  const said = found === 1 ? count.dataset.one : count.dataset.other.replace('{n}', found);
  if (count.textContent !== said) count.textContent = said;
};
form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-clear]')) {
    form.reset();
    show();
    form.querySelector('#sim-search').focus();
  }
  if (!event.target.closest('#sim-surprise')) return;
  const able = tiles().filter((tile) => !tile.hidden);
  if (!able.length) return;
  location.assign(able[Math.floor(Math.random() * able.length)].querySelector('a.sim-first').href);
});
new MutationObserver(() => tiles().length && show()).observe(document.querySelector('#sim-choose'), { childList: true, subtree: true });
show();
