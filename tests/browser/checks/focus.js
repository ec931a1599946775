() => { const e = document.activeElement; const s = getComputedStyle(e);
  const all = [...document.querySelectorAll('*')];
  return [all.indexOf(e), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
  e.getBoundingClientRect().width > 0, e.id || e.textContent.slice(0, 30)]; }
