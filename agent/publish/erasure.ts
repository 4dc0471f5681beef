import type { Entry } from './entry.ts'

/** The pseudonym of the member of whom an entry says that they are erased; undefined of any other. */
export function erasedIn({ topic, body }: Pick<Entry, 'topic' | 'body'>): string | undefined {
  if (!topic.includes('/member/erased/')) return undefined
  return (JSON.parse(body) as { data: { member: string } }).data.member
}
