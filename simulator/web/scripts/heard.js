// What the server has to say about the call.
watch('value', () => props.value && window.simCall?.(JSON.parse(props.value)));
