// The server says where to go next; the browser goes.
watch('value', () => {
  if (!props.value) return;
  const { to } = JSON.parse(props.value);
  location.assign(new URL(to, document.baseURI));
});
