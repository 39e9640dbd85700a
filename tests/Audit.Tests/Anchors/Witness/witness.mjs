// A witness of C2SP tlog-witness for all logs of one key. usage: node witness.mjs <port> <the log's Ed25519 key in base64>
// Beside add-checkpoint it answers GET /key with its own key and takes POST /mode/<word>: "down" answers 503, "mute" signs with a key nobody knows.
import transmute from '@transmute/rfc9162';
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';

const RFC9162 = transmute.default ?? transmute;
const [port, logKey] = [Number(process.argv[2]), Buffer.from(process.argv[3], 'base64')];
const name = 'witness.example/w1';
const own = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const rawOf = key => key.export({ type: 'spki', format: 'der' }).subarray(-32);
const spki = raw => createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]), format: 'der', type: 'spki' });
const idOf = (keyName, type, raw) => createHash('sha256').update(`${keyName}\n`).update(Buffer.from([type])).update(raw).digest().subarray(0, 4);
const latest = new Map();
let mode = '';

const isSigned = (origin, text, signatures) => signatures.some(line => {
  const [dash, signer, base64] = line.split(' ');
  const bytes = Buffer.from(base64 ?? '', 'base64');
  return dash === '—' && signer === origin && bytes.subarray(0, 4).equals(idOf(origin, 1, logKey))
    && verify(null, Buffer.from(text), spki(logKey), bytes.subarray(4));
});

const appends = async (before, size, root, path) => {
  if (before.size === 0) return path.length === 0;
  if (before.size === size) return path.length === 0 && before.root.equals(root);
  // This implementation wants the old root first where the RFC leaves it out.
  const full = (before.size & (before.size - 1)) === 0 ? [new Uint8Array(before.root), ...path] : path;
  return RFC9162.verifyConsistencyProof(new Uint8Array(before.root), new Uint8Array(root), {
    log_id: '', tree_size_1: before.size, tree_size_2: size, consistency_path: full,
  });
};

const cosign = text => {
  const keys = mode === 'mute' ? stranger : own;
  const time = Math.floor(Date.now() / 1000);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), keys.privateKey);
  return `— ${name} ${Buffer.concat([idOf(name, 4, rawOf(keys.publicKey)), stamp, signature]).toString('base64')}\n`;
};

const add = async body => {
  const [head, text, signatures] = body.split('\n\n').map((part, index) => index === 1 ? `${part}\n` : part);
  const [old, ...hashes] = head.split('\n');
  const [origin, count, rootText] = text.split('\n');
  const [oldSize, size, root] = [Number(old.slice('old '.length)), Number(count), Buffer.from(rootText, 'base64')];
  if (!isSigned(origin, text, signatures.trimEnd().split('\n'))) return [403, ''];
  if (oldSize > size) return [400, ''];
  const before = latest.get(origin) ?? { size: 0 };
  if (before.size !== oldSize) return [409, `${before.size}\n`];
  if (!await appends(before, size, root, hashes.map(hash => new Uint8Array(Buffer.from(hash, 'base64'))))) {
    return before.size === size ? [409, `${size}\n`] : [422, ''];
  }

  latest.set(origin, { size, root });
  return [200, cosign(text)];
};

// One request at a time: check and update must not be interleaved.
let turn = Promise.resolve();
createServer((request, response) => {
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    turn = turn.then(async () => {
      let answer = [404, ''];
      if (request.url === '/key') {
        const raw = rawOf(own.publicKey);
        answer = [200, `${name}+${idOf(name, 4, raw).toString('hex')}+${Buffer.concat([Buffer.from([4]), raw]).toString('base64')}`];
      } else if (request.url.startsWith('/mode/')) {
        mode = request.url.slice('/mode/'.length);
        answer = [200, ''];
      } else if (request.url === '/witness/add-checkpoint') {
        answer = mode === 'down' ? [503, ''] : await add(Buffer.concat(parts).toString()).catch(error => [400, String(error)]);
      }

      response.writeHead(answer[0], { 'Content-Type': answer[0] === 409 ? 'text/x.tlog.size' : 'text/plain' });
      response.end(answer[1]);
    });
  });
}).listen(port, '127.0.0.1');
