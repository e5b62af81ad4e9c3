/** How each command is typed: what `tuidan help` prints, and what a mistake is answered with. */
export const USAGE = {
  start: 'start [--lan] [--demo | --no-demo] [--port N] [--host ADDRESS]',
  check: 'check',
  link: 'link NAME [--site SLUG] [--phone]',
  staff: 'staff list | add NAME --roles picker,packer,shipper [--zones A,B] [--site SLUG]',
  site: 'site list | add SLUG NAME [--currency CNY] | key SLUG',
  import: 'import FILE [--site SLUG] [--currency CNY] [--bin A01-01]',
  replay: 'replay FILE [--orders N] [--stock full|tight] [--workers N] [--json]',
  backup: 'backup FILE',
  restore: 'restore FILE',
} as const
