// Packages are looked for beside the file that asks: this one stands beside those of the peers.
export const load = (name) => import(name)
