// What is sent and gets no answer: the screen hears of it, says so beside the button and frees that. Left to Gradio, it
// would be said in English, nothing else could be sent, and the page would load itself anew under whoever is writing.
// The parts of a screen share one ear: each hears of every answer, by what was sent, and heeds its own.
window.simAnswers ??= (() => {
  const told = [];
  const send = window.fetch;
  const notice = (guard) => {
    const said = document.createElement('p');
    said.className = 'sim-problem';
    said.textContent = guard?.words || document.querySelector('[data-unsent]').dataset.unsent;
    if (guard?.language) said.lang = guard.language;
    return said.outerHTML;
  };
  const tell = (how, said) => {
    const sent = JSON.parse(how.body).event_data ?? {};
    for (const then of told) then(sent, said);
  };
  window.fetch = async (to, how) => {
    if (!/\/gradio_api\/run\/predict\b/.test(to)) return send(to, how);
    let [answered, guard] = [null, null];
    try {
      const answer = await send(to, how);
      if (answer.ok) answered = JSON.stringify(await answer.json());
      // nobody is signed in any more, or somebody else: the page itself says so best
      if (answer.status === 401 || answer.status === 404) location.reload();
      // what a guard says is plain words
      if (answered === null && /^text\/plain/.test(answer.headers.get('Content-Type'))) {
        guard = { words: await answer.text(), language: answer.headers.get('Content-Language') };
      }
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError)) throw error;
    }
    tell(how, answered === null ? notice(guard) : '');
    // to Gradio no answer is one that changes nothing
    return new Response(answered ?? '{"data": []}');
  };
  return told;
})();
// `then(sent, said)`: of each answer, `said` is empty; of none, it is what to say of that.
const whenAnswered = (then) => window.simAnswers.push(then);
const whenUnsent = (then) => whenAnswered((sent, said) => { if (said) then(sent, said); });
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
