// The conversation: buttons that show an earlier result, or go back to it.
element.addEventListener('click', (event) => {
  const hit = (name) => event.target.closest(`[data-${name}]`);
  if (hit('show')) trigger('select', { number: +hit('show').dataset.show });
  else if (hit('result')) trigger('select', { result: hit('result').dataset.result });
  else if (hit('back')) trigger('undo', { number: +hit('back').dataset.back });
});

watch('value', () => {
  let place = element;
  while (place && place.id !== 'mw-talk') place = place.parentElement;
  if (place) place.scrollTop = place.scrollHeight;
});

// A browser says nothing when the same file is chosen twice; so it forgets the first choice.
document.addEventListener('click', (event) => {
  if (event.target instanceof HTMLInputElement && event.target.type === 'file') event.target.value = '';
}, true);
