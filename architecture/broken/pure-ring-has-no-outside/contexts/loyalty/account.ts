export const rate = (): string | undefined => process.env['RATE']
