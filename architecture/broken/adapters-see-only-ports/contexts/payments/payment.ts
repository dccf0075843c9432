export type State = 'received'
