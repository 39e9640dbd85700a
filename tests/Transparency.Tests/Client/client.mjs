// Writes what an independent implementation of RFC 9162 makes of the same entries, and a note signed by another library.
import transmute from '@transmute/rfc9162';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const RFC9162 = transmute.default ?? transmute;
const hex = bytes => Buffer.from(bytes).toString('hex');
const entries = Array.from({ length: Number(process.argv[2]) }, (_, index) => RFC9162.strToBin(`entry ${index}`));
const trees = [];
for (let size = 1; size <= entries.length; size++) {
  const leaves = entries.slice(0, size);
  const last = await RFC9162.inclusionProof(leaves[size - 1], leaves);
  const middle = await RFC9162.inclusionProof(leaves[size >> 1], leaves);
  const old = Math.max(1, Math.floor(size / 3));
  const before = await RFC9162.inclusionProof(leaves[0], leaves.slice(0, old));
  // A proof between equal sizes is no matter of the RFC.
  const consistency = old < size ? await RFC9162.consistencyProof(before, leaves) : { consistency_path: [] };
  trees.push({
    size,
    root: hex(await RFC9162.treeHead(leaves)),
    last: last.inclusion_path.map(hex),
    middle: middle.inclusion_path.map(hex),
    old,
    // This implementation repeats the old root, which the RFC leaves out where the old tree is a node of the new one.
    consistency: consistency.consistency_path.slice((old & (old - 1)) === 0 ? 1 : 0).map(hex),
  });
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
const name = 'log.example/acme';
const id = createHash('sha256').update(name).update('\n').update(Buffer.concat([Buffer.from([1]), raw])).digest().subarray(0, 4);
const text = `${name}\n${entries.length}\n${Buffer.from(trees.at(-1).root, 'hex').toString('base64')}\n`;
const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64');
const key = `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.from([1]), raw]).toString('base64')}`;

console.log(JSON.stringify({ trees, key, note: `${text}\n— ${name} ${signature}\n` }));
