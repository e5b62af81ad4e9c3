import { allCategories, isWithin } from '../catalog/categories.ts'

/**
 * Branches of the category tree of which nothing is ever inferred about a person, whatever they like, buy or declare: special
 * categories of personal data (GDPR article 9, PIPL article 28), children, and what nobody should be followed around with.
 * A fact that touches one of them is not kept.
 */
export const DENIED_BRANCHES: readonly string[] = [
  'health',
  'religion',
  'politics',
  'intimacy',
  'children',
  'restricted',
  'news/disasters',
  'news/crime',
  'news/war',
  'news/law',
]

const DENIED: ReadonlySet<string> = new Set(
  allCategories()
    .filter(({ id, sensitive }) => sensitive === true || DENIED_BRANCHES.some((branch) => isWithin(id, branch)))
    .map(({ id }) => id),
)

/** Is this category of a denied branch, or marked sensitive in the tree? */
export const isDenied = (categoryId: string): boolean => DENIED.has(categoryId)
