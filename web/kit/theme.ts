import { signal } from '@preact/signals'

const KEY = 'tuidan-theme'

/** Light or dark. */
export type Theme = 'light' | 'dark'

const isTheme = (value: unknown): value is Theme => value === 'light' || value === 'dark'
const asked = new URLSearchParams(location.search).get('theme')
const chosen = isTheme(asked) ? asked : localStorage.getItem(KEY)
const system = matchMedia('(prefers-color-scheme: dark)')

/** The theme that is shown: `?theme=`, what was chosen before, else the system's. */
export const theme = signal<Theme>(isTheme(chosen) ? chosen : system.matches ? 'dark' : 'light')
if (isTheme(chosen)) document.documentElement.dataset.theme = chosen
else
  system.addEventListener('change', () => {
    if (document.documentElement.dataset.theme === undefined) theme.value = system.matches ? 'dark' : 'light'
  })

// Another page of ours, or the page around this one, changed it.
addEventListener('storage', (event) => {
  if (event.key === KEY && isTheme(event.newValue)) show(event.newValue)
})

function show(next: Theme): void {
  document.documentElement.dataset.theme = next
  theme.value = next
}

/** Chooses a theme and remembers it. */
export function setTheme(next: Theme): void {
  localStorage.setItem(KEY, next)
  show(next)
}
