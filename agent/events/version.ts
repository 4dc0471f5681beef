/**
 * Version of the contract, by Semantic Versioning 2.0: the first number when somebody who reads events may have to change for it, the
 * second when there is more to read, the third when it is only said better. Subscribers pass over events, fields and values of
 * lists that they do not know.
 */
export const CONTRACT_VERSION = '1.0.0'
