import type { Point } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'
import { type Pull, pull } from './company.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'
import type { Routes } from './routes.ts'
import { push as pushTrolley, type Trolley } from './trolley.ts'

/** Two people never stand closer than this, centre to centre. */
export const SHOULDERS: Metres = 0.45
const SIGHT: Metres = 1.3
/** Nobody who is farther away comes into sight before one looks up again. */
const NOTICED: Metres = SIGHT + 1
/** Seconds in which a velocity follows the wish. */
const RELAXATION = 0.35
/** Steps after which a walker looks up again. */
const GLANCE = 10
/** Metres a second at which somebody who stands moves back to their spot. */
const SHUFFLE = 0.35
const SWAY: Metres = 0.06
const drawn: Pull = { pace: 1, x: 0, y: 0 }

/**
 * One step of everybody, in the manner of the social force model (Helbing and Molnár 1995): a wish to walk to where one
 * aims, kept from others by a force that falls off with distance and turns to the right of who comes the other way.
 */
export function steer(people: readonly Person[], routes: Routes, seconds: number, random: Random): void {
  for (const person of people) look(person, people)
  for (const person of people) {
    const [wishX, wishY] = wish(person, routes, seconds)
    const [pushX, pushY] = push(person, wishX, wishY, random)
    pull(person, routes, drawn)
    const share = Math.min(1, seconds / RELAXATION)
    person.velocityX += (drawn.pace * wishX + drawn.x + pushX - person.velocityX) * share
    person.velocityY += (drawn.pace * wishY + drawn.y + pushY - person.velocityY) * share
    person.lingers = drawn.pace < 0.5
    limit(person, 1.3 * person.pace)
  }
  for (const person of people) move(person, routes, seconds)
  for (const person of people) separate(person, routes)
}

/** Who is near is asked anew now and then; nobody comes nearer than sight in between. */
function look(person: Person, people: readonly Person[]): void {
  if (--person.glances > 0) return
  person.glances = GLANCE
  person.near.length = 0
  for (const other of people) {
    const dx = other.x - person.x
    const dy = other.y - person.y
    if (other !== person && dx * dx + dy * dy < NOTICED * NOTICED) person.near.push(other)
  }
}

function wish(person: Person, routes: Routes, seconds: number): readonly [number, number] {
  const { doing, x, y } = person
  if (doing.at === 'deciding' || doing.at === 'gone') return [0, 0]
  const stands = doing.at === 'standing'
  if (!stands && --person.steps <= 0) {
    person.aim = routes.aim(doing.route, x, y)
    person.steps = GLANCE
  }
  if (stands) person.sway += seconds
  const [aimX, aimY] = stands ? swaying(doing.spot, person.sway) : person.aim
  const distance = Math.hypot(aimX - x, aimY - y)
  if (distance < 0.02) return [0, 0]
  const most = stands ? SHUFFLE : person.pace
  const speed = Math.min(most, 1.5 * distance)
  return [((aimX - x) / distance) * speed, ((aimY - y) / distance) * speed]
}

/** Nobody stands like a post: the weight goes from one foot to the other. */
function swaying([x, y]: Point, seconds: number): Point {
  return [x + SWAY * Math.sin(seconds / 1.7), y + SWAY * Math.sin(seconds / 2.3)]
}

function push(person: Person, wishX: number, wishY: number, random: Random) {
  const patience = 1 / (1 + person.stuckMs / 1500)
  const { doing } = person
  const walking = doing.at === 'walking' || (doing.at === 'queueing' && far(person, doing.route.goal))
  let x = 0
  let y = 0
  for (const other of person.near) {
    const dx = person.x - other.x
    const dy = person.y - other.y
    if (dx > SIGHT || dx < -SIGHT || dy > SIGHT || dy < -SIGHT || other.doing.at === 'gone') continue
    if (other.trolley) [x, y] = clear(person, other.trolley, patience, x, y)
    const distance = Math.max(0.05, Math.hypot(dx, dy))
    const room = other.group === person.group ? 0.5 : 0.6
    const force = patience * (walking ? 1.2 : 0.25) * Math.exp((room - distance) / 0.22)
    x += (force * dx) / distance
    y += (force * dy) / distance
    const ahead = -(wishX * dx + wishY * dy) / distance
    if (walking && ahead > 0.2) {
      x -= (0.9 * force * dy) / distance
      y += (0.9 * force * dx) / distance
    }
  }
  if (person.stuckMs > 2000) {
    x += 0.5 * random.normal()
    y += 0.5 * random.normal()
  }
  return [x, y] as const
}

/** Nobody walks into a trolley. */
function clear(person: Person, trolley: Trolley, patience: number, x: number, y: number): readonly [number, number] {
  const dx = person.x - trolley.x
  const dy = person.y - trolley.y
  const distance = Math.max(0.05, Math.hypot(dx, dy))
  if (distance > SIGHT) return [x, y]
  const force = 1.2 * patience * Math.exp((0.7 - distance) / 0.22)
  return [x + (force * dx) / distance, y + (force * dy) / distance]
}

/** From a place in a queue; near it one stands close to others without minding. */
function far({ x, y }: Person, [goalX, goalY]: Point): boolean {
  return Math.hypot(goalX - x, goalY - y) > 1
}

function limit(person: Person, most: number): void {
  const speed = Math.hypot(person.velocityX, person.velocityY)
  if (speed <= most) return
  person.velocityX *= most / speed
  person.velocityY *= most / speed
}

/** Along a wall where straight on is no way. */
function move(person: Person, routes: Routes, seconds: number): void {
  const [fromX, fromY] = [person.x, person.y]
  step(person, routes, person.velocityX * seconds, person.velocityY * seconds)
  const metres = Math.hypot(person.x - fromX, person.y - fromY)
  const speed = metres / seconds
  person.stride += (2 * Math.PI * metres) / 1.4
  if (speed > 0.2) turn(person, Math.atan2(person.y - fromY, person.x - fromX), seconds)
  else if (person.doing.at === 'standing' && person.doing.facing !== undefined)
    turn(person, person.doing.facing, seconds)
  if (person.trolley) person.trolley = pushTrolley(person, person.trolley, routes, seconds)
  const waits = person.doing.at !== 'walking' || person.lingers || speed > 0.25 * person.pace
  person.stuckMs = waits ? Math.max(0, person.stuckMs - 2000 * seconds) : person.stuckMs + 1000 * seconds
}

function turn(person: Person, towards: number, seconds: number): void {
  const angle = towards - person.facing
  person.facing += Math.atan2(Math.sin(angle), Math.cos(angle)) * Math.min(1, 4 * seconds)
}

/** Two bodies in one place are pushed apart, half the way each. */
function separate(person: Person, routes: Routes): void {
  for (const other of person.near) {
    if (other.id < person.id || other.doing.at === 'gone') continue
    const dx = other.x - person.x
    const dy = other.y - person.y
    const square = dx * dx + dy * dy
    if (square >= SHOULDERS * SHOULDERS) continue
    const distance = Math.sqrt(square)
    const [ux, uy] = distance > 1e-6 ? [dx / distance, dy / distance] : [1, 0]
    const half = (SHOULDERS - distance) / 2
    step(person, routes, -ux * half, -uy * half)
    step(other, routes, ux * half, uy * half)
  }
}

function step(person: Person, routes: Routes, dx: Metres, dy: Metres): void {
  const { x, y } = person
  const caught = !routes.free(x, y)
  if (caught || routes.free(x + dx, y + dy)) {
    person.x += dx
    person.y += dy
  } else if (routes.free(x + dx, y)) person.x += dx
  else if (routes.free(x, y + dy)) person.y += dy
}
