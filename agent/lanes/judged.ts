import type Database from 'better-sqlite3'
import { Fault } from '../../config/fault.ts'
import type { Asked, Routes } from '../console/route.ts'
import { Logged } from '../moments/logged.ts'
import { Outcomes } from '../publish/outcomes.ts'

/**
 * What the judge of moments decided, and what was said to have become of it: part by part, since a running agent has other things to do.
 * `reset` sets aside what was learned and answers where it lies then, undefined where nothing was learned.
 */
export function judged(db: Database.Database, reset: () => string | undefined | Promise<string | undefined>): Routes {
  const logged = new Logged(db)
  const outcomes = new Outcomes(db)
  return {
    'GET /moments/looks/{position}': asked => ({ json: logged.looks(position(asked)) }),
    'GET /moments/outcomes/{arrived}': asked => ({ json: outcomes.after(position(asked)) }),
    'GET /moments/advice/{visit}': ({ name }) => ({ json: logged.advice(name) }),
    'GET /moments/visits/{beginning}': ({ name }) => ({ json: logged.alike(name) }),
    'POST /moments/reset': async () => ({ json: { aside: (await reset()) ?? null } }),
  }
}

/** @throws Fault ARGUMENT_INVALID */
function position({ name }: Asked): number {
  if (/^\d{1,15}$/.test(name)) return Number(name)
  throw new Fault('ARGUMENT_INVALID', { argument: 'position', value: name, expected: 'a whole number' })
}
