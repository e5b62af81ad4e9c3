import { useEffect } from 'preact/hooks'

/** Does this key belong to what has the focus, or to an open sheet? */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]') !== null) return true
  const at = event.target as HTMLElement
  return at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName)
}

/** Moves the focus to the next or previous row; rows carry `data-row` and can have the focus. */
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const now = rows.findIndex((row) => row.contains(document.activeElement))
  const next = now === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by))
  rows[next]?.focus()
  rows[next]?.scrollIntoView({ block: 'nearest' })
}

/** Keys of a list: `j` and `k` go from row to row, `/` goes to the search, `Escape` leaves it. */
export function useListKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const search = document.querySelector<HTMLInputElement>('input[type="search"]')
      if (event.key === 'Escape' && document.activeElement === search) search?.blur()
      if (isTaken(event)) return
      if (event.key === 'j') step(1)
      else if (event.key === 'k') step(-1)
      else if (event.key === '/' && search !== null) search.focus()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
