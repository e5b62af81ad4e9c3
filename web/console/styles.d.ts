/** Style sheets of packages, bundled by the build. */
declare module '*.css'
