export const everything = await import('../processes/everything.ts')
