export { concat, equal, fromBase64, type Sha256, toBase64 } from './bytes.ts';
export { canonicalJson } from './canonical-json.ts';
export {
  type AddCheckpoint,
  type Checkpoint,
  checkpointText,
  formatAddCheckpoint,
  formatInclusionProof,
  type InclusionProof,
  parseAddCheckpoint,
  parseCheckpoint,
  parseCheckpointText,
  parseInclusionProof,
} from './checkpoint.ts';
export {
  type Cryptography,
  cosignedMessage,
  formatNote,
  formatSignatureLine,
  formatVerifierKey,
  type Note,
  type NoteSignature,
  parseNote,
  parseVerifierKey,
  timestamped,
  type VerifiedSignature,
  type VerifierKey,
  verifiedSignatures,
  verifierKey,
} from './note.ts';
export { nodesInTiles, TILE_HEIGHT, TILE_WIDTH, type TileId, tileOf } from './tiles.ts';
export { EMPTY_TREE, type FinishedNode, type Frontier, merkleTree, type ReadNode } from './tree.ts';
