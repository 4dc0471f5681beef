/** One of every kind of topic that an agent has; what stands in brackets is the one whose it is. */
export const ofAgent = (agent: string, subscriber: string) => ({
  event: `${agent}/visit/started`,
  private: `${agent}/member/recognised/${subscriber}`,
  status: `${agent}/status`,
  ack: `${agent}/ack/${subscriber}`,
  request: `${agent}/request/replay/${subscriber}`,
  answer: `${agent}/answer/${subscriber}/request-1`,
  replay: `${agent}/replay/${subscriber}/visit/started`,
  tracks: `${agent}/node/tracks`,
  taken: `${agent}/node/ack`,
})
export type Kind = keyof ReturnType<typeof ofAgent>
