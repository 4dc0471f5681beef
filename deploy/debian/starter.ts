/** What reads otherwise in the configuration that a package begins with: paths, and where the reference is. */
const CHANGES: readonly (readonly [was: string, is: string])[] = [
  ['aislectl config check config/example.yaml', 'aislectl config check /etc/aisle/aisle.yaml'],
  ['Every option is explained in config/REFERENCE.md.', 'Every option is explained in: man aisle.yaml.'],
  ['path: ../data/aisle.db', 'path: aisle.db'],
  ['see deploy/mosquitto.', 'see /usr/share/doc/aisle/deploy/mosquitto.'],
]

/** The configuration that a fresh installation starts with, made of the example of the repository. Throws where that has changed. */
export function starter(example: string): string {
  let text = example
  for (const [was, is] of CHANGES) {
    if (text.split(was).length !== 2) throw new Error(`The example says "${was}" not once any more`)
    text = text.replace(was, is)
  }
  return text
}
