// Type checking must not need the peers, which are installed by `npm run bench`. What is used of them is written
// in peers.ts.
declare module '@event-driven-io/emmett-postgresql'
declare module '@castore/event-storage-adapter-postgres'
declare module 'graphile-worker'
