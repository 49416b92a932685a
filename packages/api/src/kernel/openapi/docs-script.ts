/** What the reference page does beyond being read: search, copying, and showing where one is. */
export const SCRIPT = `
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add('js');

  // Examples speak of this server.
  if (location.protocol.startsWith('http')) {
    for (const code of all('pre code')) {
      if (code.children.length === 0) code.textContent = code.textContent.replaceAll('http://127.0.0.1:8080', location.origin);
    }
  }

  const menu = byId('menu');
  menu.hidden = false;
  const showMenu = (shown) => menu.setAttribute('aria-expanded', String(shown));
  menu.addEventListener('click', () => showMenu(menu.getAttribute('aria-expanded') !== 'true'));
  byId('contents').addEventListener('click', (event) => {
    if (event.target.closest('a')) showMenu(false);
  });

  const search = byId('search');
  search.parentElement.hidden = false;
  const targets = all('[data-words]');
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    for (const target of targets) {
      const found = words.every((word) => target.dataset.words.includes(word));
      target.classList.toggle('filtered', !found);
    }
    const groups = [...all('#contents section'), ...all('section.tag')];
    for (const group of groups) {
      group.classList.toggle('filtered', words.length > 0 && !group.querySelector('[data-words]:not(.filtered)'));
    }
    document.documentElement.classList.toggle('searching', words.length > 0);
    const count = all('main [data-words]:not(.filtered)').length;
    byId('found').textContent = words.length === 0 ? '' : count + ' found';
    byId('nothing').hidden = count > 0;
  };
  search.addEventListener('input', () => {
    filter();
    if (search.value !== '') showMenu(true);
    scrollTo({ top: 0 });
  });
  addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== search && !event.metaKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && (document.activeElement === search || search.value !== '')) {
      search.value = '';
      filter();
      search.blur();
      showMenu(false);
    }
  });
  // A link out of the search leads to something that may be filtered away.
  addEventListener('hashchange', () => {
    const target = document.querySelector(location.hash || '#introduction');
    if (!target || !document.documentElement.classList.contains('searching')) return;
    if (target.closest('.filtered') || target.closest('.introduction')) {
      search.value = '';
      filter();
      target.scrollIntoView();
    }
  });

  if (navigator.clipboard) {
    for (const button of all('button.copy')) {
      button.hidden = false;
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(button.closest('figure').querySelector('pre').textContent);
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = 'Copy'), 1500);
      });
    }
  }

  const links = new Map(all('#contents a').map((link) => [link.hash.slice(1), link]));
  const anchors = all('main [id]').filter(({ id }) => links.has(id));
  let current;
  const mark = () => {
    let at = anchors[0];
    for (const anchor of anchors) {
      if (anchor.getBoundingClientRect().top > 120) break;
      if (anchor.getClientRects().length > 0) at = anchor;
    }
    const link = links.get(at.id);
    if (link === current) return;
    current?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'true');
    current = link;
    const nav = document.querySelector('nav');
    if (nav.scrollHeight > nav.clientHeight) {
      const { top, bottom } = link.getBoundingClientRect();
      if (top < 140 || bottom > innerHeight - 40) nav.scrollTop += top - innerHeight / 2;
    }
  };
  let waiting = false;
  addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }, { passive: true });
  mark();

  addEventListener('beforeprint', () => {
    for (const details of all('details')) details.open = true;
  });
})();
`;
