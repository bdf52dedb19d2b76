// What is sent and gets no answer: the screen hears of it, says so beside the button and frees that. Left to Gradio, it
// would be said in English, nothing else could be sent, and the page would load itself anew under whoever is writing.
let unsent = () => {};
const whenUnsent = (then) => { unsent = then; };
// It is said at the end of what was to be sent; nothing takes back what stood there.
const sayUnsent = (part, said) => {
  part?.querySelector(':scope > [data-unsent-said]')?.remove();
  if (!part || !said) return;
  const line = document.createElement('div');
  line.dataset.unsentSaid = '';
  line.setAttribute('role', 'alert');
  part.append(line);
  line.innerHTML = said;
};
const send = window.fetch;
const notice = (guard) => {
  const said = document.createElement('p');
  said.className = 'sim-problem';
  said.textContent = guard?.words || element.querySelector('[data-unsent]').dataset.unsent;
  if (guard?.language) said.lang = guard.language;
  return said.outerHTML;
};
window.fetch = async (to, how) => {
  if (!/\/gradio_api\/run\/predict\b/.test(to)) return send(to, how);
  let guard = null;
  try {
    const answer = await send(to, how);
    if (answer.ok) return new Response(JSON.stringify(await answer.json()));
    // nobody is signed in any more, or somebody else: the page itself says so best
    if (answer.status === 401 || answer.status === 404) location.reload();
    // what a guard says is plain words
    if (/^text\/plain/.test(answer.headers.get('Content-Type'))) {
      guard = { words: await answer.text(), language: answer.headers.get('Content-Language') };
    }
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError)) throw error;
  }
  unsent(JSON.parse(how.body).event_data ?? {}, notice(guard));
  // to Gradio it is an answer that changes nothing
  return new Response('{"data": []}');
};
