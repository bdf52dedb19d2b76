// What takes a while to work out was not waited for: the page stands there, says so, and asks for it.
if (element.querySelector('[data-late]')) trigger('late');
