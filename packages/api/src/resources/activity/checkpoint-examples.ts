/** Examples of what a log signs: the signatures and proofs in them are right. */

const ORIGIN = 'raptor-comply/0197a3b5-4c6d-7e8f-9a0b-1c2d3e4f5061/0197a3b5-4c6d-7e8f-9a0b-1c2d3e4f5062/1';
const LOG_SIGNATURE = 'utNcaxdj02CfVlK6z85ZC4dIa0nW3JJKb3+v5CGy5KeDv2yRAqmUPaZbDGyLM8PuyKOIpCaspdzq/QjSK2qdnYApIgU=';
const COSIGNATURE =
  'p+EhRAAAAABpy4YIXFdlIsZb4Lr1q8c4pvNlvuBLkyvLwdkNE1J8B9YqArd+4dPY2tQ3RlAYe1P6Ky6CZRNN/IuogrhICEtIss74Aw==';

export const CHECKPOINT_EXAMPLE = `${ORIGIN}
2
5Zz3KbpBBEvIEX4Q4gDx/Q5XIo5scoJGqqynOBdwv9w=

— ${ORIGIN} ${LOG_SIGNATURE}
— witness.example/w1 ${COSIGNATURE}
`;

export const PROOF_EXAMPLE = `c2sp.org/tlog-proof@v1
index 1
Lfs2xvZsrDYUKc9G34aKuCQtOmRB8Qmcj7P5jsXRCKQ=

${CHECKPOINT_EXAMPLE}`;

export const CONSISTENCY_EXAMPLE = `old 1
V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=

${CHECKPOINT_EXAMPLE}`;

export const KEY_EXAMPLE = `${ORIGIN}+bad35c6b+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx
`;
