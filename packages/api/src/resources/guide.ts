import type { Guide } from '../kernel/openapi/document.ts';

/** The introduction to the API, in Markdown: it heads the OpenAPI document and both references. */
const introduction = `
Raptor Comply, open keeps the inventory that NERC CIP compliance rests on: facilities, control centers, BES Cyber Systems, the
cyber assets in them and the physical areas around them. This reference is written for those who connect other systems to it, and
for the compliance leads who want to know exactly what the figures mean.

Requests and answers are JSON in UTF-8, fields are \`camelCase\`, ids are UUIDs. Dates are \`YYYY-MM-DD\`; timestamps are RFC 3339 in
UTC with milliseconds. There is no version in the path: fields may be added to answers, so ignore those you do not know.

## Authentication

Every request carries the key of an organization in the \`X-API-Key\` header; there is nothing else to set up. Keys begin with
\`rc_live_\`, or with \`rc_test_\` in a test organization.

\`\`\`sh
curl http://127.0.0.1:8080/facilities -H "X-API-Key: $RAPTOR_COMPLY_API_KEY"
\`\`\`

The commands in this reference work when pasted where \`RAPTOR_COMPLY_API_KEY\` is set; put ids of your own in the place of theirs.

A key sees its own organization and nothing else: another organization’s id is answered like one that does not exist, with 404.
A key also carries permissions such as \`cyber-assets:write\`; each operation names the one that it needs.

- \`api_user\`, the default role, reads the whole inventory and writes cyber assets and physical areas.
- \`read_only\` reads the whole inventory.
- \`admin\` writes everything and manages keys.

To rotate a key, create a second one, change the integration, and revoke the first: both are valid in between.

## Errors and safe retries

Every answer that is not a success has the same body: \`error\` is the phrase of the status, for programs; \`message\` is one sentence
for people. A 422 that one field caused names it in \`field\`.

\`\`\`json
{ "error": "Unprocessable Entity", "message": "title must be at most 255 characters", "field": "title" }
\`\`\`

Retry 429 and 5xx, and nothing else: any other error stays until the request or the key is changed. When there is a \`Retry-After\`
header, wait that many seconds; otherwise wait 1 second, double it each time, add some randomness, and give up after 3 to 5 attempts.

- A GET may always be repeated. Send every write with an \`Idempotency-Key\` of its own, such as a UUID, and repeat it under the same
  key: however often it arrives, it happens once, and the first answer is given again, with \`Idempotency-Replayed: true\`.
- Without a key, a write may have succeeded before its answer was lost: a repeated DELETE then answers 404, and a repeated POST
  is refused with 409 where the record has a code or tag of its own.
- To change a record only if nobody else did since you read it, send its \`ETag\` as \`If-Match\`; otherwise it is 412. A GET with
  \`If-None-Match\` is answered with 304 and no body when nothing has changed.
- Every answer has an \`X-Request-Id\`. Send your own and it is kept; quote it when you report a problem.

## Rate limits

Each organization may make a number of requests per minute, 600 unless the operator set another. \`RateLimit\` and \`RateLimit-Policy\`
on every answer tell what is left. Beyond the quota the answer is 429 with \`Retry-After\`; a client that waits that long is let in.
Wrong keys are limited by address, and never use up an organization’s quota.

## Paging

Lists are plain JSON arrays in the order of creation, complete by default. With \`limit\` (1 to 1000) a list comes in pages: while
there are more, the \`Link\` header has the URL of the next page.

\`\`\`http
Link: </cyber-assets?limit=500&cursor=…>; rel="next"
\`\`\`

Follow that URL as it is; the cursor is opaque and belongs to the list that it came from. To keep a copy up to date, ask with
\`updatedSince\`, and let successive calls overlap by a few seconds. A deleted record leaves every list: read the activity log to learn of it.

## History, and answers about the past

Every change of every record is an entry in the organization’s activity log, in the same transaction: what, before and after, who, when,
by which request, and why, if you say so in \`X-Change-Reason\`. Refused requests of known keys are entries too. Nothing is ever removed.

- \`GET /activity\` lists it, newest first. With \`Accept: application/x-ndjson\` it is sent whole, a line each, oldest first; with
  \`?after=<sequence>\` it goes on behind the last entry that you have, and neither misses nor repeats one.
- \`?asOf=2026-03-31T00:00:00Z\` on any read of the inventory answers as of that moment, deleted records included.
- \`GET /cyber-assets/{id}/history\` lists the versions of an asset.
- Entries are chained: \`hash\` is the SHA-256 of the entry without it, as canonical JSON (RFC 8785), and \`previousHash\` is in there.
  Keep \`GET /activity/checkpoint\` somewhere else from time to time; \`raptor-comply activity verify\` proves the log against it.

\`\`\`sh
curl "http://127.0.0.1:8080/activity?after=0" -H "X-API-Key: $RAPTOR_COMPLY_API_KEY" -H "Accept: application/x-ndjson" > activity.ndjson
npx raptor-comply activity verify --file activity.ndjson
\`\`\`

## CSV import and export

An export holds the high and medium impact cyber assets of a facility or control center; its \`export-low\` counterpart holds those of
low impact. A control center’s are those in its own cyber systems, not in the facilities that it runs. The header row has the names of the fields. A cell that a spreadsheet would run as a formula is preceded by an
apostrophe, which an import takes away again: an exported file, imported elsewhere, gives back the original. Every row is as it was at one
moment, also where others change assets meanwhile. A file that is cut off by an error ends without its last chunk: a client reports that.

An import is all or nothing. A file with errors is answered with 400, and names row, column, value and remedy of each. Columns are
those of the import template, in any order; \`id\`, \`cyberSystemId\`, \`createdAt\` and \`updatedAt\` may be there and are ignored.

## Impact level: criterion 2.11

By CIP-002-5.1a Attachment 1, criterion 2.11, a control center is **medium** impact when it performs the functional obligations of the
Generator Operator for 1500 MW or more of generation in a single interconnection. The server applies that whenever a facility is
assigned, unassigned, resized or deleted:

- Counted are facilities of the type \`generation\` with \`bes\` true, by \`capacityMw\`, each interconnection by itself.
- 1500 MW or more in one of them makes the control center \`medium\`; otherwise it is \`low\` (criterion 3.1).
- A recorded \`high\` is never lowered: it rests on criteria 1.1 to 1.4, which capacity does not decide.
- Each time, the megawatts, the criterion and a sentence to quote are recorded with the control center.

\`preview-impact\` computes the same for a change that is only planned, and changes nothing.

## Without a key

\`GET /healthz\` (the process answers), \`GET /readyz\` (so does the database), \`GET /metrics\` (Prometheus), \`GET /openapi.json\`
(OpenAPI 3.1) and \`GET /docs\` (this reference) need no key.
`.trim();

export const guide: Guide = {
  introduction,
  tags: {
    Facilities: 'Plants, substations and other sites, with the ratings and registrations that decide their duties.',
    'Control Centers': 'Where facilities are operated from, and the impact level that follows from what they run.',
    'Cyber Systems': 'BES Cyber Systems: what belongs together, in a facility or a control center.',
    'Cyber Assets': 'The devices in cyber systems, one by one or in whole files.',
    'Physical Areas': 'Rooms and enclosures, the assets in them, and the kind of perimeter that follows from those.',
    Activity: 'Who changed what, when and why: a log that is added to and never changed, and can prove it.',
    'API Keys': 'Keys of the organization, for keys with `api-keys:admin`.',
    Users: 'What the caller may do.',
  },
};
