// Prints tokens that a careless verifier would believe, next to good ones. Arguments: issuer, audience, another issuer, tenant.
import * as jose from 'jose';
import { createHmac, createPrivateKey, sign as rawSign, generateKeyPairSync } from 'node:crypto';

const [issuer, audience, otherIssuer, tenant] = process.argv.slice(2);
const now = Math.floor(Date.now() / 1000);
const b64 = (value) => Buffer.from(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString('base64url');

const pairs = {};
for (const alg of ['RS256', 'PS256', 'ES256']) {
  pairs[alg] = await jose.generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
}
const stranger = await jose.generateKeyPair('ES256', { extractable: true });
const kid = (alg) => `jose-${alg.toLowerCase()}`;
const keys = await Promise.all(Object.entries(pairs).map(async ([alg, pair]) => ({ ...(await jose.exportJWK(pair.publicKey)), alg, use: 'sig', kid: kid(alg) })));

const claims = (change = {}) => {
  const all = { iss: issuer, aud: audience, sub: 'ines', iat: now, exp: now + 600, tenant, groups: ['users'], ...change };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};
const signed = (payload, header = {}, alg = 'ES256', key = pairs[alg].privateKey) =>
  new jose.CompactSign(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
    .setProtectedHeader({ alg, kid: kid(alg), typ: 'JWT', ...header }).sign(key);

// What the library refuses to make is put together by hand, with a real signature of the good EC key.
const ecKey = createPrivateKey({ key: await jose.exportJWK(pairs.ES256.privateKey), format: 'jwk' });
const rsaKey = createPrivateKey({ key: await jose.exportJWK(pairs.RS256.privateKey), format: 'jwk' });
const raw = (header, payload, make = (text) => rawSign('sha256', Buffer.from(text), { key: ecKey, dsaEncoding: 'ieee-p1363' })) => {
  const text = `${b64(header)}.${b64(payload)}`;
  return `${text}.${b64(make(text))}`;
};
const hmac = (alg, secret, hash = 'sha256', id = kid('RS256')) => raw({ alg, kid: id, typ: 'JWT' }, claims(), (text) => createHmac(hash, secret).update(text).digest());
const head = (change) => Object.fromEntries(Object.entries({ alg: 'ES256', kid: kid('ES256'), typ: 'JWT', ...change }).filter(([, value]) => value !== undefined));

const good = {
  'RS256': await signed(claims(), {}, 'RS256'),
  'PS256': await signed(claims(), {}, 'PS256'),
  'ES256': await signed(claims()),
  'SignJWT': await new jose.SignJWT({ tenant, groups: ['users'] }).setProtectedHeader({ alg: 'RS256', kid: kid('RS256') })
    .setIssuer(issuer).setAudience(['something', audience]).setSubject('ines').setIssuedAt().setNotBefore('0s').setExpirationTime('10m').sign(pairs.RS256.privateKey),
  'access token type': await signed(claims(), { typ: 'at+jwt' }),
  'expired within the skew': await signed(claims({ iat: now - 600, exp: now - 40 })),
  'valid within the skew': await signed(claims({ nbf: now + 40, iat: now + 40 })),
};

const spki = await jose.exportSPKI(pairs.RS256.publicKey);
const jwkText = JSON.stringify(keys[0]);
const bent = {};
for (const alg of ['none', 'None', 'NONE', 'nOnE', '', 'HS256 ', 'es256', 'ES256K', 'RS1', 'A128GCM']) {
  bent[`alg ${alg} unsigned`] = raw(head({ alg }), claims(), () => '');
  bent[`alg ${alg} signed`] = raw(head({ alg }), claims());
}
Object.assign(bent, {
  'alg none without key id': raw({ alg: 'none' }, claims(), () => ''),
  'HS256 with the public key text': hmac('HS256', spki),
  'HS256 with the public key text, trimmed': hmac('HS256', spki.trim()),
  'HS256 with the key document': hmac('HS256', jwkText),
  'HS256 with the modulus': hmac('HS256', Buffer.from(keys[0].n, 'base64url')),
  'HS256 with nothing': hmac('HS256', ''),
  'HS384': hmac('HS384', spki, 'sha384'),
  'HS512': hmac('HS512', spki, 'sha512'),
  'RS256 named, HMAC signed': raw({ alg: 'RS256', kid: kid('RS256') }, claims(), (text) => createHmac('sha256', spki).update(text).digest()),
  'RS256 named, EC key': raw(head({ alg: 'RS256' }), claims()),
  'ES256 named, RSA key': raw({ alg: 'ES256', kid: kid('RS256') }, claims(), (text) => rawSign('sha256', Buffer.from(text), rsaKey)),
  'PS256 named for the RS256 key': await new jose.CompactSign(Buffer.from(JSON.stringify(claims()))).setProtectedHeader({ alg: 'PS256', kid: kid('RS256') })
    .sign(await jose.importJWK({ ...(await jose.exportJWK(pairs.RS256.privateKey)), alg: 'PS256' }, 'PS256')),
  'RS384': raw({ alg: 'RS384', kid: kid('RS256') }, claims(), (text) => rawSign('sha384', Buffer.from(text), rsaKey)),
  'RS512': raw({ alg: 'RS512', kid: kid('RS256') }, claims(), (text) => rawSign('sha512', Buffer.from(text), rsaKey)),
  'ES384': await new jose.SignJWT(claims()).setProtectedHeader({ alg: 'ES384', kid: kid('ES256') }).sign((await jose.generateKeyPair('ES384')).privateKey),
  'EdDSA': await new jose.SignJWT(claims()).setProtectedHeader({ alg: 'EdDSA', kid: kid('ES256') }).sign((await jose.generateKeyPair('EdDSA')).privateKey),
  'no alg': raw(head({ alg: undefined }), claims()),
  'alg as list': raw(head({ alg: ['ES256'] }), claims()),
  'alg as number': raw(head({ alg: 256 }), claims()),
  'alg twice': raw(`{"alg":"none","alg":"ES256","kid":"${kid('ES256')}"}`, claims()),
  'unknown key id': raw(head({ kid: 'nobody' }), claims()),
  'key id as path': raw({ alg: 'HS256', kid: '../../../../dev/null' }, claims(), (text) => createHmac('sha256', '').update(text).digest()),
  'key id as query': raw(head({ kid: "x' UNION SELECT 'secret" }), claims()),
  'key id as command': raw(head({ kid: '|/bin/true' }), claims()),
  'key id as address': raw(head({ kid: `${issuer}/evil` }), claims()),
  'key id empty': raw(head({ kid: '' }), claims()),
  'key id as number': raw(head({ kid: 7 }), claims()),
  'key id as list': raw(head({ kid: [kid('ES256')] }), claims()),
  'key id endless': raw(head({ kid: 'k'.repeat(5000) }), claims()),
  'key of a stranger under our id': await signed(claims(), {}, 'ES256', stranger.privateKey),
  'key in the header': await signed(claims(), { kid: 'mine', jwk: await jose.exportJWK(stranger.publicKey) }, 'ES256', stranger.privateKey),
  'key address in the header': await signed(claims(), { kid: 'mine', jku: `${issuer}/evil` }, 'ES256', stranger.privateKey),
  'certificate address in the header': await signed(claims(), { kid: 'mine', x5u: `${issuer}/evil` }, 'ES256', stranger.privateKey),
  'critical extension': raw(head({ crit: ['exp'] }), claims()),
  'unencoded payload': raw(head({ b64: false, crit: ['b64'] }), claims()),
  'another kind of token': await signed(claims(), { typ: 'dpop+jwt' }),
  'logout token': await signed(claims(), { typ: 'logout+jwt' }),
  'issuer of somebody else': await signed(claims({ iss: 'https://login.elsewhere.example' })),
  'issuer of another provider here': await signed(claims({ iss: otherIssuer })),
  'issuer with a slash': await signed(claims({ iss: `${issuer}/` })),
  'issuer in capitals': await signed(claims({ iss: issuer.toUpperCase() })),
  'issuer as list': await signed(claims({ iss: [issuer] })),
  'no issuer': await signed(claims({ iss: undefined })),
  'audience of somebody else': await signed(claims({ aud: 'another-client' })),
  'audience empty': await signed(claims({ aud: [] })),
  'audience as object': await signed(claims({ aud: { [audience]: true } })),
  'audience with a number': await signed(claims({ aud: [audience, 7] })),
  'audience in capitals': await signed(claims({ aud: audience.toUpperCase() })),
  'no audience': await signed(claims({ aud: undefined })),
  'expired': await signed(claims({ iat: now - 600, exp: now - 61 })),
  'expired long ago': await signed(claims({ iat: 1, exp: 2 })),
  'no expiry': await signed(claims({ exp: undefined })),
  'expiry as text': await signed(claims({ exp: `${now + 600}` })),
  'expiry negative': await signed(claims({ exp: -1 })),
  'expiry beyond time': await signed(JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e300')),
  'not yet valid': await signed(claims({ nbf: now + 120 })),
  'not before as text': await signed(claims({ nbf: '0' })),
  'issued in the future': await signed(claims({ iat: now + 120, exp: now + 900 })),
  'issued two days ago, valid for ever': await signed(claims({ iat: now - 172800, exp: now + 999999999 })),
  'no issue time': await signed(claims({ iat: undefined })),
  'no subject': await signed(claims({ sub: undefined })),
  'subject empty': await signed(claims({ sub: '' })),
  'subject as list': await signed(claims({ sub: ['ines'] })),
  'subject twice': await signed(JSON.stringify(claims()).replace(/}$/, ',"sub":"eve"}')),
  'payload no object': await signed('["ines"]'),
  'payload no json': await signed('ines'),
  'payload with a tail': await signed(`${JSON.stringify(claims())} {}`),
  'oversized': await signed(claims({ note: 'x'.repeat(20000) })),
  'payload changed': (() => { const [h, , s] = good.ES256.split('.'); return `${h}.${b64(claims({ sub: 'eve' }))}.${s}`; })(),
  'header changed': (() => { const [, p, s] = good.ES256.split('.'); return `${b64(head({ note: 1 }))}.${p}.${s}`; })(),
  'signature of another token': `${good.ES256.slice(0, good.ES256.lastIndexOf('.'))}.${good['access token type'].split('.')[2]}`,
  'signature of zeros': raw(head({}), claims(), () => Buffer.alloc(64)),
  'signature in DER': raw(head({}), claims(), (text) => rawSign('sha256', Buffer.from(text), ecKey)),
  'signature cut': good.ES256.slice(0, -4),
  'signature longer': `${good.ES256}AAAA`,
  'signature padded': `${good.ES256}==`,
  'no signature': good.ES256.slice(0, good.ES256.lastIndexOf('.') + 1),
  'two parts': good.ES256.slice(0, good.ES256.lastIndexOf('.')),
  'four parts': `${good.ES256}.x`,
  'encrypted': await new jose.EncryptJWT(claims()).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: kid('ES256') }).encrypt(Buffer.alloc(32)),
  'unsecured': new jose.UnsecuredJWT(claims()).encode(),
});

const foreign = {
  'another company': await signed(claims({ tenant: 'acme' })),
  'every company': await signed(claims({ tenant: '*' })),
  'company in capitals': await signed(claims({ tenant: tenant.toUpperCase() })),
  'no such company': await signed(claims({ tenant: 'nobody-inc' })),
  'a program': await signed(claims({ sub: 'svc-build' })),
  'a subject that is no name': await signed(claims({ sub: 'ines\nacme' })),
};
console.log(JSON.stringify({ keys: { keys }, good, bent, foreign }));
