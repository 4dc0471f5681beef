/**
 * Version of the contract, by Semantic Versioning 2.0: the first number when somebody who reads what is told, or asks, may have to change
 * for it, the second when there is more to read or to ask, the third when it is only said better. Subscribers pass over events, fields and
 * values of lists that they do not know. What was promised with each version lies in published/released; nothing there binds before the
 * first release of the package.
 */
export const CONTRACT_VERSION = '1.1.0'
