/** The agent that a command asks, by the configuration that it runs with. */
export const asked = {
  type: 'string',
  valueHint: 'FILE',
  required: true,
  description: 'The configuration that the agent runs with.',
} as const
