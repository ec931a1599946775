() => {
  const wrong = [];
  const name = (e) => (e.getAttribute('aria-label') || (e.labels && [...e.labels].map((l) => l.textContent).join(' '))
    || e.textContent || e.title || '').trim();
  for (const e of document.querySelectorAll('input, select, textarea, button, a[href], summary, [role=region], [role=img]'))
    if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 120));
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  let level = 0;
  for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
    const own = Number(e.tagName[1]);
    if (own > level + 1) wrong.push('heading skips a level: ' + e.textContent);
    level = own;
  }
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push('id twice: ' + id);
  for (const e of document.querySelectorAll('[aria-controls]'))
    if (!document.getElementById(e.getAttribute('aria-controls'))) wrong.push('controls nothing: ' + e.id);
  for (const e of document.querySelectorAll('table')) {
    if (!e.caption) wrong.push('table without caption');
    if (e.querySelector('th:not([scope])')) wrong.push('header without scope');
  }
  for (const tag of ['header', 'nav', 'main', 'footer'])
    if (document.querySelectorAll(tag).length !== 1) wrong.push('not one ' + tag);
  if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) wrong.push('tab order');
  if (!document.documentElement.lang) wrong.push('no language');
  for (const e of document.querySelectorAll('[role=img]'))
    if (!e.closest('section').querySelector('table')) wrong.push('chart without a table');
  if (document.querySelector('[style*="color"]:not(.plot *)')) wrong.push('color in an attribute');
  return wrong;
}
