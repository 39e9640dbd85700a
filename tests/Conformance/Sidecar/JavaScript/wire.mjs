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
const [states, bindings, , pubsub] = ["state", "binding", "invoke", "pubsub"].map((name) => require(`${folder}/runtime/v1/${name}_pb.js`));
const common = require("@bufbuild/protobuf");
const { TopicEventRequestSchema } = require(`${folder}/runtime/v1/appcallback_pb.js`);
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
const fired = [];
http.createServer((request, response) => {
  if (request.url.startsWith("/silent")) {
    silent.seen++;
    response.on("close", () => silent.closed++);
    return;
  }
  const body = [];
  request.on("data", (part) => body.push(part)).on("end", () => {
    if (request.url.startsWith("/job/")) {
      fired.push(`${request.url} ${Buffer.concat(body)}`);
    }
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

await check("methods: unknown ones are UNIMPLEMENTED", async () => {
  const method = await send("/dapr.proto.runtime.v1.Dapr/Nothing", Buffer.alloc(0));
  assert.equal(method.code, UNIMPLEMENTED);
  assert.match(method.message, /Nothing/);
});

await check("ours: unknown services are UNIMPLEMENTED, as calls are not proxied", async () => {
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

// A streamed subscription: what comes in, and how to answer.
const text = (value) => field(1, Buffer.from(value));
const subscribe = (topic, { name = "pubsub", dead } = {}) => {
  const call = client.makeBidiStreamRequest("/dapr.proto.runtime.v1.Dapr/SubscribeTopicEventsAlpha1", (value) => value, (value) => value, token());
  const stream = { begun: false, events: [], end: undefined, call };
  call.on("data", (bytes) => {
    if (bytes[0] >> 3 === 1) {
      stream.begun = true;
      return;
    }
    let at = 1;
    while (bytes[at++] & 128);
    stream.events.push(common.fromBinary(TopicEventRequestSchema, bytes.subarray(at)));
  });
  call.on("error", (error) => (stream.end = error.code)).on("end", () => (stream.end ??= OK));
  stream.answer = (id, status) => call.write(field(2, Buffer.concat([text(id), field(2, Buffer.from([8, status]))])));
  const wanted = [text(name), field(2, Buffer.from(topic))];
  call.write(field(1, Buffer.concat(dead ? [...wanted, field(4, Buffer.from(dead))] : wanted)));
  return stream;
};
const publish = (topic, data, contentType = "application/json") => send(path("publishEvent"),
  Buffer.concat([text("pubsub"), field(2, Buffer.from(topic)), field(3, Buffer.from(data)), field(4, Buffer.from(contentType))]));

await check("streams: events come down, and answers decide about them", async () => {
  const topic = `streamed-${appPort}`;
  const stream = subscribe(topic, { dead: `${topic}.dead` });
  await until(() => stream.begun, "the stream begins");
  const dead = subscribe(`${topic}.dead`);
  await until(() => dead.begun, "the second stream begins");

  await publish(topic, JSON.stringify({ n: 1 }));
  await until(() => stream.events.length === 1, "the event");
  const [first] = stream.events;
  assert.deepEqual(JSON.parse(Buffer.from(first.data).toString()), { n: 1 });
  assert.equal(first.topic, topic);
  assert.equal(first.pubsubName, "pubsub");
  assert.equal(first.source, appId);
  assert.equal(first.specVersion, "1.0");
  assert.equal(first.dataContentType, "application/json");
  assert.equal(first.extensions.topic, topic);
  stream.answer(first.id, 1);
  await until(() => stream.events.length === 2, "the event again after RETRY");
  assert.equal(stream.events[1].id, first.id);
  stream.answer(first.id, 0);

  await publish(topic, "plain", "text/plain");
  await until(() => stream.events.length === 3, "the next event");
  assert.equal(Buffer.from(stream.events[2].data).toString(), "plain");
  stream.answer(stream.events[2].id, 2);
  await until(() => dead.events.length === 1, "the dropped event at the dead-letter topic");
  dead.answer(dead.events[0].id, 0);

  stream.call.end();
  dead.call.end();
  await until(() => stream.end !== undefined && dead.end !== undefined, "both streams end");
  assert.deepEqual([stream.end, dead.end], [OK, OK]);
});

await check("streams: many events are in hand at once", async () => {
  const topic = `many-${appPort}`;
  const stream = subscribe(topic);
  await until(() => stream.begun, "the stream begins");
  await Promise.all(Array.from({ length: 50 }, (_, n) => publish(topic, String(n))));
  await until(() => stream.events.length === 50, "fifty events nobody has answered");
  stream.events.toReversed().forEach(({ id }) => stream.answer(id, 0));
  assert.equal(new Set(stream.events.map(({ id }) => id)).size, 50);
  stream.call.cancel();
});

await check("streams: a broker nobody knows ends them", async () => {
  const stream = subscribe("any", { name: "nowhere" });
  await until(() => stream.end !== undefined, "the stream ends");
  assert.equal(stream.end, INVALID_ARGUMENT);
});

// The app's answers to jobs.
const job = (name, fields) => Buffer.concat([text(name), ...fields]);
const anyOf = (type, bytes) => field(6, Buffer.concat([text(type), field(2, bytes)]));

await check("jobs: kept, listed, fired, deleted", async () => {
  const schedule = (name, fields) => send("/dapr.proto.runtime.v1.Dapr/ScheduleJobAlpha1", field(1, job(name, fields)));
  const bytes = anyOf("dapr.io/schedule/jobpayload", Buffer.from(`{"depth":3}`));
  assert.equal((await schedule("soon", [field(2, Buffer.from("@every 1s")), Buffer.from([24, 1]), bytes])).code, OK);
  assert.equal((await schedule("later", [field(4, Buffer.from("1h")), bytes])).code, OK);
  assert.equal((await schedule("later", [field(4, Buffer.from("1h")), bytes])).code, grpc.status.ALREADY_EXISTS);
  assert.equal((await schedule("never", [])).code, INVALID_ARGUMENT);
  await until(() => fired.length, "the job is fired");
  assert.deepEqual(fired, [`/job/soon {"depth":3}`]);

  const kept = await send("/dapr.proto.runtime.v1.Dapr/GetJobAlpha1", text("later"));
  assert.equal(kept.code, OK);
  assert.match(kept.answer.toString("latin1"), /dapr\.io\/schedule\/jobpayload.*depth/s);
  assert.match((await send("/dapr.proto.runtime.v1.Dapr/ListJobsAlpha1", Buffer.alloc(0))).answer.toString("latin1"), /later/);
  assert.equal((await send("/dapr.proto.runtime.v1.Dapr/DeleteJobAlpha1", text("later"))).code, OK);
  assert.equal((await send("/dapr.proto.runtime.v1.Dapr/GetJobAlpha1", text("later"))).code, INTERNAL);
});

await check("calls: five hundred at once on one connection", async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => send(path("saveState"), saveState(`many-${n % 50}`, Buffer.from(String(n))))));
  assert.ok(answers.every(({ code }) => code === OK));
});

report();
