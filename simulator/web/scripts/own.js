// Who was brought can be deleted, once one is sure.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act="delete"]');
  if (button && confirm(button.dataset.sure)) trigger('remove', { id: button.dataset.id });
});
