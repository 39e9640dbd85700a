// The protocol itself, with grpc-js and the stubs that the SDK brings along; the sidecar wants a token and takes 1 MiB:
// node wire.mjs <app port> <sidecar port> <app id> <gRPC port> <redis port>
import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";
import grpc from "@grpc/grpc-js";
import { check, report, until } from "./checks.mjs";

const require = createRequire(import.meta.url);
const folder = "@dapr/dapr/proto/dapr/proto";
const { DaprClient, DaprService } = require(`${folder}/runtime/v1/dapr_grpc_pb.js`);
const [states, bindings, invoke, pubsub] = ["state", "binding", "invoke", "pubsub"].map((name) => require(`${folder}/runtime/v1/${name}_pb.js`));
const common = require("@bufbuild/protobuf");
const { StateItemSchema, InvokeRequestSchema } = require(`${folder}/common/v1/common_pb.js`);
const [appPort, , appId, daprPort] = process.argv.slice(2);
const address = `127.0.0.1:${daprPort}`;
const client = new DaprClient(address, grpc.credentials.createInsecure());
const { OK, CANCELLED, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, UNAUTHENTICATED } = grpc.status;

function token(value = "secret") {
  const metadata = new grpc.Metadata();
  metadata.set("dapr-api-token", value);
  return metadata;
}

// One call: bytes in, bytes out, and everything that came with them.
function send(method, bytes, { metadata = token(), deadline, to = client, started } = {}) {
  return new Promise((resolve) => {
    let headers;
    const call = to.makeUnaryRequest(method, (value) => value, (value) => value, bytes, metadata, deadline ? { deadline } : {},
      (error, answer) => resolve({ code: error?.code ?? OK, message: error?.details, answer, headers, trailers: error?.metadata }));
    call.on("metadata", (received) => (headers = received));
    started?.(call);
  });
}

const path = (name) => DaprService[name].path;
const built = (type, fields) => {
  const message = new type();
  for (const [name, value] of Object.entries(fields)) {
    message[`set${name}`](value);
  }
  return Buffer.from(message.serializeBinary());
};
const getState = (key, store = "statestore") => built(states.GetStateRequest, { StoreName: store, Key: key });
// The shared messages are of another generator, so requests that hold them are put together from their bytes.
const field = (number, bytes) => {
  const length = [];
  for (let left = bytes.length; ; left >>>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) {
      return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
    }
  }
};
const item = (key, value) => Buffer.from(common.toBinary(StateItemSchema, common.create(StateItemSchema, { key, value })));
const saveState = (key, value) => Buffer.concat([field(1, Buffer.from("statestore")), field(2, item(key, value))]);
const read = async (key) => Buffer.from(states.GetStateResponse.deserializeBinary((await send(path("getState"), getState(key))).answer).getData_asU8());

// The app: answers on /echo, keeps silent on /silent.
const silent = { seen: 0, closed: 0 };
http.createServer((request, response) => {
  if (request.url.startsWith("/silent")) {
    silent.seen++;
    response.on("close", () => silent.closed++);
    return;
  }
  const body = [];
  request.on("data", (part) => body.push(part)).on("end", () => {
    const { status = "200" } = Object.fromEntries(new URL(request.url, "http://app").searchParams);
    response.writeHead(Number(status), { "content-type": "text/plain", "x-answer": "yes" });
    response.end(`${request.method} ${request.url} ${request.headers["x-question"]} ${Buffer.concat(body)}`);
  });
}).listen(Number(appPort), "127.0.0.1");
const invokeService = (id, method, fields = {}) => Buffer.concat([
  field(1, Buffer.from(id)),
  field(3, Buffer.from(common.toBinary(InvokeRequestSchema, common.create(InvokeRequestSchema, { method, ...fields })))),
]);

await check("token: a call without it or with another is UNAUTHENTICATED", async () => {
  const missing = await send(path("getState"), getState("a"), { metadata: new grpc.Metadata() });
  assert.equal(missing.code, UNAUTHENTICATED);
  assert.equal((await send(path("getState"), getState("a"), { metadata: token("guess") })).code, UNAUTHENTICATED);
  assert.equal((await send(path("getState"), getState("a"))).code, OK);
});

await check("state: bytes that are no text come back as they were", async () => {
  const bytes = Buffer.from([0, 255, 128, 10, 13, 34]);
  assert.equal((await send(path("saveState"), saveState("bytes", bytes))).code, OK);
  assert.deepEqual(await read("bytes"), bytes);
});

await check("state: many keys are deleted at once", async () => {
  for (const key of ["d1", "d2"]) {
    await send(path("saveState"), saveState(key, Buffer.from("1")));
  }
  const request = Buffer.concat([field(1, Buffer.from("statestore")), field(2, item("d1")), field(2, item("d2"))]);
  assert.equal((await send(path("deleteBulkState"), request)).code, OK);
  assert.equal((await read("d1")).length + (await read("d2")).length, 0);
});

await check("errors: details say what the message means", async () => {
  const { code, message, trailers } = await send(path("getState"), getState("a", "nowhere"));
  assert.equal(code, INVALID_ARGUMENT);
  assert.match(message, /nowhere/);
  const details = trailers.get("grpc-status-details-bin")[0].toString("latin1");
  assert.match(details, /google\.rpc\.ErrorInfo/);
  assert.match(details, /DAPR_STATE_NOT_FOUND/);
  assert.match(details, /dapr\.io/);
});

await check("errors: a message with letters of any language arrives", async () => {
  const { message } = await send(path("getState"), getState("a", "größe 100%"));
  assert.match(message, /größe 100%/);
});

await check("methods: unknown ones are UNIMPLEMENTED, by name", async () => {
  const method = await send("/dapr.proto.runtime.v1.Dapr/Nothing", Buffer.alloc(0));
  assert.equal(method.code, UNIMPLEMENTED);
  assert.match(method.message, /Nothing/);
  const service = await send("/my.own.Service/Do", Buffer.alloc(0));
  assert.equal(service.code, UNIMPLEMENTED);
  assert.match(service.message, /my\.own\.Service/);
});

await check("messages: bytes that are none are INTERNAL, and the sidecar lives on", async () => {
  assert.equal((await send(path("getState"), Buffer.from([255, 255, 255, 255, 255]))).code, INTERNAL);
  assert.equal((await send(path("getState"), getState("a"))).code, OK);
});

await check("messages: up to the limit they pass, over it they are RESOURCE_EXHAUSTED", async () => {
  assert.equal((await send(path("saveState"), saveState("big", Buffer.alloc(1_000_000, "x")))).code, OK);
  assert.equal((await read("big")).length, 1_000_000);
  assert.equal((await send(path("saveState"), saveState("big", Buffer.alloc(1_100_000, "x")))).code, RESOURCE_EXHAUSTED);
  assert.equal((await read("big")).length, 1_000_000);
});

await check("messages: compressed ones are understood", async () => {
  const to = new DaprClient(address, grpc.credentials.createInsecure(), { "grpc.default_compression_algorithm": 2 });
  assert.equal((await send(path("saveState"), saveState("packed", Buffer.alloc(10_000, "y")), { to })).code, OK);
  assert.equal((await read("packed")).length, 10_000);
  // Small on the wire, too large when unpacked.
  assert.equal((await send(path("saveState"), saveState("packed", Buffer.alloc(3_000_000, "y")), { to })).code, RESOURCE_EXHAUSTED);
});

await check("deadline: the app is not waited for any longer", async () => {
  const before = silent.seen;
  const { code } = await send(path("invokeService"), invokeService(appId, "silent"), { deadline: Date.now() + 500 });
  assert.equal(code, DEADLINE_EXCEEDED);
  assert.equal(silent.seen, before + 1);
  await until(() => silent.closed === silent.seen, "the sidecar lets go of the app");
});

await check("cancellation: reaches the app", async () => {
  let call;
  const answer = send(path("invokeService"), invokeService(appId, "silent"), { started: (value) => (call = value) });
  await until(() => silent.seen > silent.closed, "the app has the call");
  call.cancel();
  assert.equal((await answer).code, CANCELLED);
  await until(() => silent.closed === silent.seen, "the sidecar lets go of the app");
});

await check("invoke: metadata become headers, headers become metadata", async () => {
  const metadata = token();
  metadata.set("x-question", "why");
  const { code, answer, headers } = await send(path("invokeService"), invokeService(appId, "echo/deep", { httpExtension: { verb: 4, querystring: "a=b" } }), { metadata });
  assert.equal(code, OK);
  assert.match(answer.toString(), /PUT \/echo\/deep\?a=b why/);
  assert.deepEqual(headers.get("x-answer"), ["yes"]);
  assert.deepEqual(headers.get("dapr-http-status"), ["200"]);
});

await check("invoke: what the app answers has a code of its own", async () => {
  for (const [status, expected] of [[400, INTERNAL], [401, UNAUTHENTICATED], [404, NOT_FOUND], [501, UNIMPLEMENTED], [504, DEADLINE_EXCEEDED]]) {
    const { code, headers, trailers } = await send(path("invokeService"), invokeService(appId, "echo", { httpExtension: { verb: 1, querystring: `status=${status}` } }));
    assert.equal(code, expected);
    assert.deepEqual((headers?.get("dapr-http-status") ?? trailers.get("dapr-http-status")), [String(status)]);
  }
});

await check("bindings: what the target said comes along with an error", async () => {
  const request = new bindings.InvokeBindingRequest();
  request.setName("http-out");
  request.setOperation("get");
  request.getMetadataMap().set("path", "/echo?status=418");
  const { code, headers, trailers } = await send(path("invokeBinding"), Buffer.from(request.serializeBinary()));
  assert.equal(code, INTERNAL);
  assert.deepEqual((headers ?? trailers).get("metadata.statuscode").concat(trailers.get("metadata.statuscode")).slice(0, 1), ["418"]);
});

await check("publish: entries without ids of their own are INVALID_ARGUMENT", async () => {
  const request = new pubsub.BulkPublishRequest();
  request.setPubsubName("pubsub");
  request.setTopic("wire");
  for (const id of ["same", "same"]) {
    const entry = new pubsub.BulkPublishRequestEntry();
    entry.setEntryId(id);
    entry.setEvent(Buffer.from("{}"));
    entry.setContentType("application/json");
    request.addEntries(entry);
  }
  assert.equal((await send(path("bulkPublishEvent"), Buffer.from(request.serializeBinary()))).code, INVALID_ARGUMENT);
});

await check("calls: five hundred at once on one connection", async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => send(path("saveState"), saveState(`many-${n % 50}`, Buffer.from(String(n))))));
  assert.ok(answers.every(({ code }) => code === OK));
});

report();
