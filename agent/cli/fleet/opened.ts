import { join } from 'node:path'
import { Invitations } from '../../fleet/invitations.ts'

/** Does something with the invitations of a fleet, whose folder is named. */
export function withInvitations<T>(folder: string, act: (invitations: Invitations) => T): T {
  const invitations = new Invitations(join(folder, 'fleet.db'))
  try {
    return act(invitations)
  } finally {
    invitations.close()
  }
}
