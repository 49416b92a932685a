import { createStore } from '../ui/store.ts';

type Theme = 'system' | 'light' | 'dark';
const KEY = 'raptor-comply-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const kept = localStorage.getItem(KEY);
const chosen = createStore<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system');

export const useTheme = chosen.use;

function showTheme(): void {
  const theme = chosen.get();
  document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
}

/** Shows the chosen theme, or the system's as it changes. */
export function followTheme(): void {
  showTheme();
  dark.addEventListener('change', showTheme);
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  chosen.set(theme);
  showTheme();
}
