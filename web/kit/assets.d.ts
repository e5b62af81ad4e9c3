/** A file that the build puts beside the app under a hashed name; the import is its address. */
declare module '*?url' {
  const url: string
  export default url
}
