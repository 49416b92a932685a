// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

export const VERSION = '0.1.0';
