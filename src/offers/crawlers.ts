/**
 * Programs that say in their user agent what they are: crawlers of search engines, of models, of previews and of monitors, and the
 * libraries of scripts. Each name is as its maker documents it; a browser on somebody's phone says none of them, and what apps on phones
 * fetch with (okhttp, CFNetwork) is not here.
 */
const NAMES = [
  // Words that crawlers have by custom. `Cubot` makes phones.
  '(?<!cu)bot(?![a-z])',
  'crawl',
  'spider',
  'slurp',
  // Search engines and models without such a word.
  'mediapartners-google',
  'google-inspectiontool',
  'google-read-aloud',
  'googleother',
  'google-extended',
  'apis-google',
  'feedfetcher',
  'yandex(?:images|video|metrika|direct)',
  'bingpreview',
  'chatgpt-user',
  'oai-search',
  'claude-web',
  'claude-user',
  'perplexity-user',
  'cohere-ai',
  'ia_archiver',
  // Previews of links.
  'facebookexternalhit',
  'facebookcatalog',
  'meta-externalagent',
  'whatsapp/',
  'embedly',
  'skypeuripreview',
  'vkshare',
  'w3c_validator',
  // Monitors and measurers of pages.
  'chrome-lighthouse',
  'pagespeed',
  'gtmetrix',
  'pingdom',
  'statuscake',
  'site24x7',
  'uptime(?:robot|-kuma)',
  'phantomjs',
  // Libraries and commands.
  '^curl/',
  '^wget/',
  '^python-requests/',
  '^python-urllib',
  '^python-httpx/',
  '^aiohttp/',
  'scrapy',
  '^go-http-client/',
  '^libwww-perl',
  '^postmanruntime/',
  '^insomnia/',
  '^ruby$',
  '^php/',
]

const DECLARED = new RegExp(NAMES.join('|'), 'i')
/** Longer than any browser's; the rest is not read. */
const MOST_READ = 1_000

/** Does this user agent say that no person is behind it? */
export function isDeclaredBot(userAgent: string | undefined): boolean {
  return userAgent !== undefined && DECLARED.test(userAgent.slice(0, MOST_READ))
}
