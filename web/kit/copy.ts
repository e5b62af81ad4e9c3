/**
 * Puts a text where it can be pasted from. `navigator.clipboard` is missing on plain http outside localhost; there the old
 * command does it, from a field that nobody sees. @returns false when neither may
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Missing, or refused: the older way asks for nothing.
    return copyByCommand(text)
  }
}

function copyByCommand(text: string): boolean {
  const before = document.activeElement
  // Inside an open dialog everything outside is inert and takes no focus.
  const host = before?.closest('dialog') ?? document.body
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.cssText = 'position:fixed;inset:0 auto auto 0;opacity:0'
  host.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return isCopied
}
