export const isSampled = (): boolean => Math.random() < 0.1
