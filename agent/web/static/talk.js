// The conversation: buttons that show an earlier result, or go back to it.
element.addEventListener('click', (event) => {
  const hit = (name) => event.target.closest(`[data-${name}]`);
  if (hit('show')) trigger('select', { number: +hit('show').dataset.show });
  else if (hit('result')) trigger('select', { result: hit('result').dataset.result });
  else if (hit('back')) trigger('undo', { number: +hit('back').dataset.back });
});
