// The stage: shapes light up under the pointer and by keyboard, with their row in the legend.
// Listeners hang on the component itself, so that they outlive what is drawn inside it.
const all = (selector) => [...element.querySelectorAll(selector)];
const one = (selector) => element.querySelector(selector);
const shape = (n) => one(`.mw-seg[data-n="${n}"]`);
const pinned = new Set();
let current = null;
let asked = 0;  // a double click is one question

function paint() {
  const lit = current === null ? pinned : new Set([...pinned, current]);
  const stage = one('.mw-stage');
  if (stage) stage.classList.toggle('mw-some', lit.size > 0);
  for (const each of all('.mw-seg, tr[data-n]')) {
    each.classList.toggle('mw-lit', lit.has(each.dataset.n));
  }
  for (const each of all('.mw-seg')) each.setAttribute('aria-pressed', pinned.has(each.dataset.n));
  for (const each of all('[data-pin]')) each.setAttribute('aria-pressed', pinned.has(each.dataset.pin));
}

function tip(n, x, y) {
  const box = one('.mw-tip'), from = n === null ? null : shape(n);
  if (!box) return;
  box.hidden = !from;
  if (!from) return;
  box.querySelector('b').textContent = from.dataset.label;
  box.querySelector('span').textContent = `${from.dataset.score} · ${from.dataset.share}`;
  const frame = one('.mw-figure').getBoundingClientRect();
  if (x === undefined) {
    const place = from.getBoundingClientRect();
    x = place.left + place.width / 2;
    y = Math.max(place.top, frame.top + 44);
  }
  const half = box.offsetWidth / 2 + 6;
  const left = Math.min(Math.max(x - frame.left, half), Math.max(half, frame.width - half));
  const above = y - frame.top > box.offsetHeight + 18;
  box.style.left = `${left}px`;
  box.style.top = `${y - frame.top + (above ? -12 : 20)}px`;
  box.classList.toggle('mw-below', !above);
}

function light(n, x, y) {
  if (n !== current) {
    current = n;
    paint();
  }
  tip(n, x, y);
}

function toggle(n) {
  if (!pinned.delete(n)) pinned.add(n);
  paint();
}

function numberOf(target) {
  const found = target instanceof Element ? target.closest('.mw-seg, tr[data-n]') : null;
  return found && found.dataset.n !== '' ? found.dataset.n : null;
}

element.addEventListener('pointermove', (event) => {
  const n = numberOf(event.target);
  const over = event.target instanceof Element && event.target.closest('.mw-figure');
  light(n, over ? event.clientX : undefined, over ? event.clientY : undefined);
});
element.addEventListener('pointerleave', () => light(null));
element.addEventListener('focusin', (event) => light(numberOf(event.target)));
element.addEventListener('focusout', () => light(null));
element.addEventListener('keydown', (event) => {
  const on = event.target.closest && event.target.closest('.mw-seg');
  if (on && (event.key === 'Enter' || event.key === ' ')) {
    event.preventDefault();
    toggle(on.dataset.n);
  } else if (event.key === 'Escape') {
    pinned.clear();
    light(null);
    paint();
  }
  if (event.key === 'Enter' && event.target.matches('.mw-confirm input')) event.preventDefault();
});

element.addEventListener('click', (event) => {
  const hit = (selector) => event.target.closest(selector);
  if (hit('[data-example]')) {
    if (Date.now() - asked < 1500) return;
    asked = Date.now();
    trigger('select', { example: hit('[data-example]').dataset.example });
  } else if (hit('[data-masks]')) {
    const on = hit('[data-masks]').getAttribute('aria-pressed') !== 'true';
    hit('[data-masks]').setAttribute('aria-pressed', on);
    one('.mw-stage').classList.toggle('mw-bare', !on);
  } else if (hit('[data-pin]')) {
    toggle(hit('[data-pin]').dataset.pin);
  } else if (hit('[data-confirm]')) {
    confirmed(hit('[data-confirm]').dataset.confirm === 'accept');
  } else if (hit('.mw-seg')) {
    toggle(hit('.mw-seg').dataset.n);
  }
});
element.addEventListener('submit', (event) => event.preventDefault());

function confirmed(accept) {
  const rename = {}, reject = [];
  for (const each of all('input[name="keep"]')) if (!each.checked) reject.push(+each.dataset.id);
  for (const each of all('input[name="label"]')) {
    const label = each.value.trim();
    if (label && label !== each.dataset.was) rename[each.dataset.id] = label;
  }
  for (const each of all('.mw-confirm button')) each.disabled = true;
  trigger('submit', { accept, reject, rename });
}

// The pictures of the steps are fetched when somebody wants them.
element.addEventListener('toggle', async (event) => {
  const fold = event.target, place = fold.querySelector && fold.querySelector('.mw-steps');
  if (!fold.open || !place || !fold.dataset.steps) return;
  const address = fold.dataset.steps;
  delete fold.dataset.steps;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(await answer.text());
    place.innerHTML = await answer.text();
  } catch (error) {
    fold.dataset.steps = address;
    place.textContent = 'The steps cannot be drawn now. Close this and open it again.';
  }
}, true);

watch('value', () => {
  pinned.clear();
  current = null;
  paint();
  // On a telephone the picture stands above the words.
  const narrow = window.matchMedia('(max-width: 60rem)').matches;
  if (narrow && one('.mw-stage')) one('.mw-stage').scrollIntoView({ block: 'start' });
});
