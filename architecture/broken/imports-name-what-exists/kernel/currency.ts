export const currency = 1
