// What the server has to say about the desk.
watch('value', () => props.value && window.simDesk?.(JSON.parse(props.value)));
