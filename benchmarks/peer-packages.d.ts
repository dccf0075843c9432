// Type checking must not need the peers, which are installed by `npm run bench`. What is used of them is written
// in peers.ts.
declare module '@event-driven-io/emmett-postgresql'
declare module '@castore/event-storage-adapter-postgres'
declare module 'graphile-worker'
declare module '@nestjs/common'
declare module '@nestjs/core'
declare module '@nestjs/microservices'
declare module 'reflect-metadata'
declare module 'rxjs'
