'use strict';
(() => {
  const field = document.getElementById('find');
  const found = document.getElementById('found');
  const parts = Array.from(document.querySelectorAll('[data-find]'), (element) => ({ element, text: element.textContent.toLowerCase() }));
  const boxes = Array.from(document.querySelectorAll('a.entity'), (element) => ({ element, text: element.textContent.toLowerCase() }));
  const folded = Array.from(document.querySelectorAll('details'));
  const sections = Array.from(document.querySelectorAll('main > section'));

  function find() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    let count = 0;
    for (const { element, text } of parts) {
      const hit = fits(text);
      element.classList.toggle('gone', !hit);
      count += hit ? 1 : 0;
    }
    for (const { element, text } of boxes) element.style.opacity = fits(text) ? '' : '0.25';
    // A part without a hit would only stand between the field and the hits.
    for (const element of sections) {
      const box = boxes.some((each) => element.contains(each.element) && fits(each.text));
      element.classList.toggle('gone', words.length > 0 && !box && !element.querySelector('[data-find]:not(.gone)'));
    }
    for (const element of folded) if (words.length > 0 && element.querySelector('[data-find]:not(.gone)')) element.open = true;
    found.textContent = words.length === 0 ? '' : `${count} of ${parts.length} passages`;
  }

  field.addEventListener('input', find);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== field) { event.preventDefault(); field.focus(); }
    if (event.key === 'Escape' && document.activeElement === field) { field.value = ''; find(); }
  });

  // What leads to a hidden entity shows it again.
  window.addEventListener('hashchange', () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.classList.contains('gone')) { field.value = ''; find(); target.scrollIntoView(); }
  });

  const relationships = Array.from(document.querySelectorAll('.relationship'));
  for (const { element } of boxes) {
    const name = element.querySelector('title').textContent;
    const near = relationships.filter((each) => {
      const title = each.querySelector('title').textContent;
      return title.startsWith(`${name}.`) || title.endsWith(` refers to ${name}`);
    });
    const mark = (on) => () => near.forEach((each) => each.classList.toggle('near', on));
    for (const event of ['mouseenter', 'focus']) element.addEventListener(event, mark(true));
    for (const event of ['mouseleave', 'blur']) element.addEventListener(event, mark(false));
  }

  let opened = [];
  window.addEventListener('beforeprint', () => { opened = folded.filter((each) => !each.open); opened.forEach((each) => { each.open = true; }); });
  window.addEventListener('afterprint', () => { opened.forEach((each) => { each.open = false; }); });
})();
