// Who was brought can be deleted, once one is sure.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act="delete"]');
  if (!button || !confirm(button.dataset.sure)) return;
  sayUnsent(button.closest('.sim-tile'));
  trigger('remove', { id: button.dataset.id });
});
whenUnsent(({ id }, said) => {
  sayUnsent(element.querySelector(`button[data-act="delete"][data-id="${id}"]`)?.closest('.sim-tile'), said);
});
