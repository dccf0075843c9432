/** Masked text as it is shown: every run of stars as two dots, however long the name behind it is. */
export const showMasked = (text: string): string => text.replaceAll(/\*+/g, '••')
