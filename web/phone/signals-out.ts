let audio: AudioContext | null = null

/** Browsers let a page sound only after a touch: the first one calls this. */
export function wakeSound(): void {
  audio ??= new AudioContext()
  if (audio.state === 'suspended') void audio.resume()
}

/** Notes as [start Hz, end Hz, begin s, length s]. */
const TONES = {
  right: [[660, 990, 0, 0.16]],
  bin: [[560, 760, 0, 0.12]],
  wrong: [
    [330, 200, 0, 0.18],
    [260, 140, 0.24, 0.26],
  ],
  work: [
    [520, 520, 0, 0.14],
    [780, 780, 0.2, 0.14],
    [1040, 1040, 0.4, 0.24],
  ],
} as const satisfies Record<string, readonly (readonly [number, number, number, number])[]>
const BUZZES = { right: 60, bin: 40, wrong: [180, 90, 180], work: [120, 80, 120] } as const

/** Tells the ear and the hand: a rising tone for right, a falling double one for wrong, three steps for new work. */
export function tell(what: keyof typeof TONES): void {
  const buzz = BUZZES[what]
  // Before the first touch the browser refuses to buzz, and complains.
  if (navigator.userActivation?.hasBeenActive !== false)
    navigator.vibrate?.(typeof buzz === 'number' ? buzz : [...buzz])
  if (audio === null || audio.state !== 'running') return
  for (const [from, to, begin, length] of TONES[what]) {
    const note = audio.createOscillator()
    const level = audio.createGain()
    const at = audio.currentTime + begin
    note.frequency.setValueAtTime(from, at)
    note.frequency.linearRampToValueAtTime(to, at + length)
    level.gain.setValueAtTime(0.3, at)
    level.gain.linearRampToValueAtTime(0, at + length)
    note.connect(level).connect(audio.destination)
    note.start(at)
    note.stop(at + length)
  }
}
