export type Settings = import('commander').Command
